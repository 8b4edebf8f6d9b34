using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

public sealed class LoginTests(SharedBrowser browser)
{
    [Fact]
    public async Task Login_WithAWrongKeyAndARightOne_LetsInAndOut()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow], "--Silo:Development=false");
        await host.StopAsync();
        var keys = HostProgram.Start("keys", "create", "--name=anna", "--role=operator", $"--Silo:DataDirectory={host.Data}", $"--Silo:AgentsDirectory={host.Agents}");
        Assert.Equal(0, await keys.ExitAsync());
        var key = keys.Output.Split('\n').Select(l => l.Trim()).Single(l => l.StartsWith("silo_", StringComparison.Ordinal));
        await host.RunAsync();

        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        var field = person.Page.Locator("#key");
        await field.FillAsync(key[..^4] + "0000");
        await person.Find(AriaRole.Button, "Log in", exact: true).ClickAsync();
        await person.Page.GetByText("This key is not valid.").WaitForAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        Assert.True(await field.IsVisibleAsync());
        await field.FillAsync(key);
        await field.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#who")).ToHaveTextAsync("anna · operator");
        await person.BeginAsync("slow");

        // No script can read it, and the page keeps it nowhere.
        Assert.Empty(await person.Page.EvaluateAsync<string>("document.cookie"));
        Assert.DoesNotContain(key, await person.Page.EvaluateAsync<string>("document.documentElement.outerHTML + document.getElementById('key').value + JSON.stringify({...localStorage, ...sessionStorage})"), StringComparison.Ordinal);
        var cookie = Assert.Single(await person.Context.CookiesAsync());
        Assert.True(cookie is { HttpOnly: true, SameSite: SameSiteAttribute.Strict });

        // The cookie outlasts the page.
        await person.Page.ReloadAsync();
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await person.Find(AriaRole.Button, "Log out").ClickAsync();
        await Assertions.Expect(field).ToBeVisibleAsync();
        Assert.Empty(await person.Context.CookiesAsync());
        Assert.Empty(await person.Page.EvaluateAsync<string[]>("window.ran"));
    }
}
