using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>The page as it looks: on a desk and on a phone, by day and by night.</summary>
public sealed class PictureTests(SharedBrowser browser)
{
    private const string WriteVariable = "SILO_WRITE_IMAGES";

    [Fact]
    public async Task Page_OnADeskAndOnAPhone_FitsAndIsReadable()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Mender]);
        await using var person = await Person.ComeAsync(browser, host.Address, Sized(1280, 860, ColorScheme.Light));
        foreach (var title in new[] { "Release notes", "Why is the import slow?" }) await host.Client.CreateSessionAsync(new() { Agent = "mender", Title = title });
        await person.OpenAsync(host.Address);
        await person.Page.Locator("#sessions a").Nth(1).WaitForAsync();
        await person.Find(AriaRole.Button, "New session").ClickAsync();
        await person.Page.Locator("#session-title").FillAsync("Mend the total");
        await person.Find(AriaRole.Button, "Begin").ClickAsync();
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await person.PromptAsync("The total is wrong. Please mend it, and show me that it is right.");
        await person.Log.Locator(".approval[data-open=true]").WaitForAsync();
        await person.Log.Locator(".tool", new LocatorLocatorOptions { HasText = "edit_file" }).Locator("summary").ClickAsync();
        await person.Log.Locator(".diff .come").WaitForAsync();
        await person.Log.Locator(".text.rich strong").First.WaitForAsync();
        await person.Page.EvaluateAsync("document.getElementById('main').scrollTop = 1e9");
        await PictureAsync(person, "chat-page.png");
        Assert.Equal(255, await BrightnessAsync(person), 40.0);

        await using var phone = await Person.ComeAsync(browser, host.Address, Sized(390, 844, ColorScheme.Dark));
        await phone.OpenAsync(host.Address, new Uri(person.Page.Url).AbsolutePath);
        await phone.Log.Locator(".approval[data-open=true]").WaitForAsync();
        await phone.Log.Locator(".text.rich strong").First.WaitForAsync();
        await phone.Page.EvaluateAsync("document.getElementById('main').scrollTop = 1e9");
        await PictureAsync(phone, "chat-page-phone.png");
        Assert.Equal(0, await BrightnessAsync(phone), 40.0);

        // Nothing is wider than the phone, nothing that is for fingers is small, and the sessions are behind a button.
        Assert.Equal(390, await phone.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await phone.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('button')].filter(b => b.checkVisibility({visibilityProperty: true}) && b.getBoundingClientRect().height < 30).map(b => b.id + b.textContent)"));
        Assert.False(await phone.Page.Locator("#sessions a").First.IsVisibleAsync());
        await phone.Find(AriaRole.Button, "Open the list of sessions").ClickAsync();
        await phone.Page.Locator("#sessions a", new PageLocatorOptions { HasText = "Release notes" }).ClickAsync();
        await Assertions.Expect(phone.Page.Locator("#title")).ToHaveTextAsync("Release notes");
        await Assertions.Expect(phone.Page.Locator("#sessions")).Not.ToBeVisibleAsync();
        await person.AssertCalmAsync();
        await phone.AssertCalmAsync();
    }

    private static BrowserNewContextOptions Sized(int width, int height, ColorScheme colours) =>
        new() { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = colours, Locale = "en-GB", TimezoneId = "UTC" };

    private static Task<double> BrightnessAsync(Person person) => person.Page.EvaluateAsync<double>(
        "(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)).reduce((a, b) => a + b) / 3");

    private static async Task PictureAsync(Person person, string name)
    {
        var picture = await person.Page.ScreenshotAsync();
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(picture, 1, 3));
        var path = Path.Combine(Root(), "docs", "images", name);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") await File.WriteAllBytesAsync(path, picture);
        Assert.True(File.Exists(path), $"'{path}' is missing: run this test with {WriteVariable}=1, and look at the picture.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Silo.sln above {AppContext.BaseDirectory}.");
    }
}
