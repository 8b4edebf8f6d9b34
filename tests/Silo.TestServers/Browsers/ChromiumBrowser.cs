using System.Globalization;
using System.Reflection;
using Microsoft.Playwright;

namespace Silo.TestServers.Browsers;

/// <summary>Debian's Chromium without a window, with a profile of its own, for one suite or test. It finds loopback addresses and no others.</summary>
/// <remarks>
/// Commands go over a pipe: when this process is killed the pipe ends, and with it the driver and the browser. At the end nothing is left
/// of its processes; what does not go by itself is killed by its id.
/// </remarks>
public sealed class ChromiumBrowser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const string DriverVariable = "PLAYWRIGHT_DRIVER_SEARCH_PATH";
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    private readonly IPlaywright _playwright;
    private readonly ProcessTree _processes;

    private ChromiumBrowser(IPlaywright playwright, IBrowser browser, ProcessTree processes)
    {
        _playwright = playwright;
        Browser = browser;
        _processes = processes;
    }

    /// <summary>The browser: a context of it is a person with cookies of their own.</summary>
    public IBrowser Browser { get; }

    /// <summary>Ids of the processes that it has now, its own and those it started.</summary>
    public IReadOnlyList<int> ProcessIds => _processes.Find();

    /// <summary>Starts one.</summary>
    /// <exception cref="InvalidOperationException">There is no Chromium: run <c>eng/setup.sh</c>.</exception>
    public static async Task<ChromiumBrowser> StartAsync()
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"'{Program}' is missing: run eng/setup.sh.");
        Environment.SetEnvironmentVariable(DriverVariable, Driver());
        var mark = string.Create(CultureInfo.InvariantCulture, $"--silo-test={Environment.ProcessId}-{Guid.NewGuid():N}");
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Headless = true,
                // Root cannot have Chromium's own sandbox.
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
                Args = [mark, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost", "--disable-gpu"],
                Timeout = 120_000,
            });
            return new ChromiumBrowser(playwright, browser, new ProcessTree(mark));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var mine = _processes.Open();
        try
        {
            await Browser.CloseAsync();
            _playwright.Dispose();
            foreach (var process in mine)
            {
                using var late = new CancellationTokenSource(EndTimeout);
                try
                {
                    await process.WaitForExitAsync(late.Token);
                }
                catch (OperationCanceledException)
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                }
            }
        }
        finally
        {
            foreach (var process in mine) process.Dispose();
        }
    }

    // Where the package lies that this was built with; nothing is downloaded.
    private static string Driver() =>
        typeof(ChromiumBrowser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PlaywrightDriver").Value
        ?? throw new InvalidOperationException("This was built without the folder of Microsoft.Playwright.");
}
