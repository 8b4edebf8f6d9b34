using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Playwright;
using Silo.Host.Tests.SignalR;
using Silo.TestServers.Browsers;

namespace Silo.Host.Tests.Transcripts;

/// <summary>npm's client of SignalR in a page of Chromium.</summary>
internal sealed class BrowserReader : IAsyncDisposable
{
    // Follows a session to the end of its turn, whatever happens to the server.
    private const string Follow = """
        async ({ url, session }) => {
          let cursor = null;
          for (let breaks = 0; ; breaks++) {
            const hub = new signalR.HubConnectionBuilder()
              .withUrl(url, { transport: signalR.HttpTransportType.WebSockets })
              .configureLogging(signalR.LogLevel.None).build();
            try {
              await hub.start();
              const done = await new Promise((resolve, reject) => hub.stream('StreamEvents', session, cursor).subscribe({
                next: (item) => {
                  if (item.event === 'stream.closed') return;
                  window.siloTake(JSON.stringify(item));
                  cursor = item.id ?? cursor;
                  if (item.event === 'turn.ended') resolve(true);
                },
                complete: () => resolve(false),
                error: reject,
              }));
              await hub.stop();
              if (done) return breaks;
            } catch {
              await hub.stop();
              await new Promise((resolve) => setTimeout(resolve, 50));
            }
          }
        }
        """;

    // Takes one item of each connection, and comes back with nothing but its cursor; how often it came.
    private const string Return = """
        async ({ url, session }) => {
          let cursor = null;
          for (let times = 1; ; times++) {
            const hub = new signalR.HubConnectionBuilder()
              .withUrl(url, { transport: signalR.HttpTransportType.WebSockets })
              .configureLogging(signalR.LogLevel.None).build();
            await hub.start();
            const item = await new Promise((resolve, reject) => {
              const subscription = hub.stream('StreamEvents', session, cursor).subscribe({
                next: (one) => { subscription.dispose(); resolve(one); },
                complete: () => reject(new Error('It ended.')),
                error: reject,
              });
            });
            await hub.stop();
            cursor = item.id;
            window.siloTake(JSON.stringify(item));
            if (item.event === 'turn.ended') return times;
          }
        }
        """;

    private readonly ChromiumBrowser _browser;
    private readonly IPage _page;
    private readonly Uri _server;
    private readonly Channel<JsonElement> _items = Channel.CreateUnbounded<JsonElement>();

    private BrowserReader(ChromiumBrowser browser, IPage page, Uri server) => (_browser, _page, _server) = (browser, page, server);

    /// <summary>Opens a page of the server's own origin.</summary>
    public static async Task<BrowserReader> OpenAsync(Uri server)
    {
        var browser = await ChromiumBrowser.StartAsync();
        // The library comes with the test; the server's pages allow no script but their own.
        var context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions { BypassCSP = true });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(server, "/health/live").ToString());
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(NodeTools.Folder, "node_modules/@microsoft/signalr/dist/browser/signalr.js") });
        var reader = new BrowserReader(browser, page, server);
        await page.ExposeFunctionAsync<string, bool>("siloTake", item => reader._items.Writer.TryWrite(JsonElement.Parse(item)));
        return reader;
    }

    /// <summary>Follows a session to the end of its turn; how often it was cut.</summary>
    public Task<int> ReadAsync(string session, ReadItems take) => RunAsync(Follow, session, take);

    /// <summary>Comes back for each item to the end of the turn; how often it came.</summary>
    public Task<int> ReturnAsync(string session, ReadItems take) => RunAsync(Return, session, take);

    private async Task<int> RunAsync(string script, string session, ReadItems take)
    {
        var running = _page.EvaluateAsync<int>(script, new { url = new Uri(_server, "/hub").ToString(), session });
        await foreach (var item in _items.Reader.ReadAllAsync())
        {
            take.Add(item);
            if (HubReading.IsTurnEnd(item)) break;
        }

        return await running;
    }

    public ValueTask DisposeAsync() => _browser.DisposeAsync();
}
