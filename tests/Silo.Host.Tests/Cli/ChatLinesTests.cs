using System.Diagnostics;
using System.Text.Json;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Cli;

/// <summary><c>silo chat</c> in a pipe, with a real host.</summary>
public sealed class ChatLinesTests
{
    [Fact]
    public async Task Lines_OneTurnEach_TheNextDecidesWhatIsAsked()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var (code, shown, error) = await RunAsync(host.Address, "hello\nlook\nwhat?\ny\n\nhostile\n", "--agent", "chatty");
        Assert.Equal(0, code);
        Assert.Contains("> hello\nSomebody is there. \nHello from the agent".Replace(". \n", ".\n", StringComparison.Ordinal), shown, StringComparison.Ordinal);
        Assert.Contains("Thank you for deciding. \nend_turn", shown, StringComparison.Ordinal);
        Assert.Contains("'what?' decides nothing here: y approves · n rejects", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown + error);
    }

    [Fact]
    public async Task Lines_WithoutAnAnswer_EndAndSayHowToGoOn()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var (code, _, error) = await RunAsync(host.Address, "look\n", "--agent", "chatty");
        Assert.Equal(1, code);
        Assert.Contains("silo tail --until-ended ses_", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_Json_AreOneObjectEach()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var (code, shown, _) = await RunAsync(host.Address, "hello\nlook\nn\n", "--agent", "chatty", "--json");
        Assert.Equal(0, code);
        var types = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("type").GetString()).ToList();
        Assert.Equal((1, 2), (types.Count(t => t == "session"), types.Count(t => t == "task")));
        Assert.Equal(["session", "task"], types.Take(2));
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(Uri server, string input, params IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "silo"), ["chat", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SILO_SERVER"] = server.ToString(), ["XDG_CONFIG_HOME"] = "/nonexistent" },
        };
        using var process = Process.Start(info)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (shown, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within(60, "silo to end");
        return (process.ExitCode, await shown, await error);
    }
}
