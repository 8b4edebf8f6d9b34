using System.Diagnostics;
using Microsoft.Playwright;
using Silo.Host.Tests.SignalR;
using Silo.Host.Tests.Support;
using Silo.TestServers.Browsers;
using Xunit;

namespace Silo.Host.Tests.Samples;

/// <summary>The sample chats against a real host.</summary>
public sealed class ChatSampleTests(ITestOutputHelper output)
{
    private const int LinesMax = 50;

    [Theory]
    [InlineData("chat-dotnet/Program.cs")]
    [InlineData("chat-web/index.html")]
    public async Task Sample_HasFiftyLinesAtMost(string file) => Assert.InRange((await File.ReadAllLinesAsync(Sample.At(file))).Length, 20, LinesMax);

    [Fact]
    public async Task ChatDotNet_Prompt_StreamsAsksAndEnds()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), Sample.Agents(folder));
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "chat-dotnet"), ["asks"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["SILO_SERVER"] = host.Address.ToString(), ["SILO_API_KEY"] = null },
        })!;
        await process.StandardInput.WriteAsync("Look around.\ny\n\n");
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync().Within(120, "the sample to end");
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"(?s)ses_.*> May I look\? .*\[y/N\] .*I saw: \[\. is empty\]\n\(EndTurn, \d+ tokens\)", said);
    }

    [Fact]
    public async Task ChatWeb_Prompt_StreamsAsksEndsAndAReloadShowsItAgain()
    {
        using var folder = new TestFolder();
        await using var files = new StaticFiles(path => path == "/" ? Sample.At("chat-web/index.html") : Path.Combine(NodeTools.Folder, path[1..]));
        await using var host = await LiveHost.StartAsync(folder.At("data"), Sample.Agents(folder), settings => settings.Http.Origins = [files.Origin]);
        await using var browser = await ChromiumBrowser.StartAsync();
        var page = await browser.Browser.NewPageAsync();
        page.Console += (_, message) => output.WriteLine(message.Text);
        page.PageError += (_, error) => output.WriteLine(error);
        var asked = new List<string>();
        page.Dialog += (_, dialog) =>
        {
            asked.Add(dialog.Message);
            _ = dialog.AcceptAsync();
        };
        await page.GotoAsync($"{files.Origin}/?agent=asks&server={Uri.EscapeDataString(host.Address.ToString().TrimEnd('/'))}");
        await page.WaitForFunctionAsync("location.hash.startsWith('#ses_')", null, new PageWaitForFunctionOptions { Timeout = 60_000 });
        await page.FillAsync("#prompt", "Look around. <b>");
        await page.PressAsync("#prompt", "Enter");
        await EndedAsync();
        var log = await page.InnerTextAsync("#log");
        Assert.Contains("> Look around. <b>\n", log, StringComparison.Ordinal);
        Assert.Contains("May I look? ", log, StringComparison.Ordinal);
        // What was approved was done.
        Assert.Contains("I saw: [. is empty]", log, StringComparison.Ordinal);
        Assert.Single(asked);

        await page.ReloadAsync();
        await EndedAsync();
        Assert.Contains("> Look around. <b>\n", await page.InnerTextAsync("#log"), StringComparison.Ordinal);
        // What was decided is not asked again.
        Assert.Single(asked);

        Task EndedAsync() => page.WaitForFunctionAsync("document.getElementById('log').textContent.includes('(end_turn)')", null, new PageWaitForFunctionOptions { Timeout = 60_000 });
    }
}
