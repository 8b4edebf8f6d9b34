using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Silo.Console.Tests.Support;

/// <summary>Somebody with a browser of their own before the page; everything that would be a script of somebody else's is written down.</summary>
internal sealed class Person : IAsyncDisposable
{
    /// <summary>The longest that a test waits for something on the page.</summary>
    public const float TimeoutMs = 60_000;

    // Told by the page itself, before any script of it runs.
    private const string Watch = """
        window.ran = [];
        document.addEventListener('securitypolicyviolation', e => window.ran.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
        window.onerror = (m) => { window.ran.push('error: ' + m); };
        """;

    private readonly ConcurrentQueue<string> _strange = new();
    private readonly IBrowserContext _context;

    private Person(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    public static async Task<Person> ComeAsync(SharedBrowser browser, Uri server, BrowserNewContextOptions? options = null)
    {
        var context = await browser.Chromium.Browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(TimeoutMs);
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        var person = new Person(context, page);
        page.Dialog += async (_, dialog) =>
        {
            person._strange.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.PageError += (_, error) => person._strange.Enqueue($"error: {error}");
        page.Popup += (_, popup) => person._strange.Enqueue($"window: {popup.Url}");
        page.Download += (_, download) => person._strange.Enqueue($"download: {download.Url}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) person._strange.Enqueue($"console: {message.Text}");
        };
        context.Request += (_, request) =>
        {
            var uri = new Uri(request.Url);
            var known = uri.AbsolutePath == "/" || uri.AbsolutePath.StartsWith("/s/ses_", StringComparison.Ordinal) || uri.AbsolutePath.StartsWith("/console/", StringComparison.Ordinal) || uri.AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal);
            if (uri.Authority != server.Authority || !known) person._strange.Enqueue($"request: {request.Url}");
        };
        return person;
    }

    /// <summary>The element that a person would find by its role and name.</summary>
    public ILocator Find(AriaRole role, string name, bool exact = false) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name, Exact = exact });

    public ILocator Log => Page.Locator("#log");

    public async Task OpenAsync(Uri server, string path = "/") => await Page.GotoAsync(new Uri(server, path).ToString());

    /// <summary>Makes a session and waits until it is open.</summary>
    public async Task BeginAsync(string agent)
    {
        var before = Page.Url;
        await Find(AriaRole.Button, "New session").ClickAsync();
        await Page.Locator("#agent").SelectOptionAsync(agent);
        await Find(AriaRole.Button, "Begin").ClickAsync();
        await Page.WaitForURLAsync(url => url != before);
        await Page.Locator("#connection[data-state=live]").WaitForAsync();
    }

    public async Task PromptAsync(string text)
    {
        await Page.Locator("#prompt").FillAsync(text);
        await Page.Locator("#prompt").PressAsync("Enter");
    }

    /// <summary>Waits until a text stands in the conversation.</summary>
    public Task SeesAsync(string text) => Log.GetByText(text).First.WaitForAsync();

    /// <summary>Waits for the end of the n-th turn.</summary>
    public Task TurnEndsAsync(int turn = 1) => Log.Locator(".end").Nth(turn - 1).WaitForAsync();

    public async Task<string> TextAsync(string selector) => await Page.Locator(selector).First.TextContentAsync() ?? string.Empty;

    /// <summary>Nothing ran, opened, asked or was refused that is not the page's own.</summary>
    public async Task AssertCalmAsync()
    {
        Assert.Empty(await Page.EvaluateAsync<string[]>("window.ran.map(String)"));
        Assert.Empty(_strange);
    }

    /// <summary>Nothing ran, opened or asked; the policy may have refused something.</summary>
    public async Task AssertNothingRanAsync()
    {
        Assert.DoesNotContain(await Page.EvaluateAsync<string[]>("window.ran.map(String)"), r => !r.StartsWith("policy: ", StringComparison.Ordinal));
        Assert.DoesNotContain(_strange, s => !s.StartsWith("console: ", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
