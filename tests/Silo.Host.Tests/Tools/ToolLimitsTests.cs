using System.Text;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Tools;

/// <summary>Long results and rules, with a real sandbox; and what the doctor says of the same host.</summary>
public sealed class ToolLimitsTests
{
    [Fact]
    public async Task Output_TooLong_IsAFileThatTheSandboxReadsOnIn_AndRulesHold()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("talkative");
        var results = await TurnAsync(session, "Go.");

        var whole = string.Concat(Enumerable.Range(1, 100_000).Select(i => $"{i}\n"));
        var kept = $".silo/results/{results[0].Step}.txt";
        Assert.Contains($"All {whole.Length} bytes are in {kept}", Text(results[0]));
        Assert.Equal(whole, Encoding.UTF8.GetString(await session.GetFileAsync(kept)));

        Assert.Equal((ToolStatus.Refused, "tool_denied"), (Result(results[1]).Status, Result(results[1]).Error?.Code));
        await Assert.ThrowsAsync<SiloApiException>(() => session.GetFileAsync("forbidden.txt"));
        Assert.Equal($"100000\n{whole.Split('\n').Count(l => l.Contains('7'))}\n", Text(results[2]));

        // Two of three calls have run; the rate counts over turns.
        Assert.Equal([null, "tool_denied", "tool_rate_limited"], (await TurnAsync(session, "Again.")).Select(r => Result(r).Error?.Code));

        var report = await host.Client.GetDoctorAsync();
        Assert.Superset(new HashSet<string> { "disk", "journal", "privileges", "sandbox" }, report.Checks.Select(c => c.Name).ToHashSet());
        Assert.All(report.Checks.Where(c => c.Name is "journal" or "sandbox"), c => Assert.Equal(DoctorStatus.Ok, c.Status));
    }

    private static async Task<List<SessionEvent>> TurnAsync(SessionHandle session, string prompt)
    {
        var accepted = await session.PromptAsync(prompt);
        var results = new List<SessionEvent>();
        await session.ReadTurnsAsync(
            item =>
            {
                if (item is StreamItem.Event { Decoded: { Data: ToolResultCompleted } e }) results.Add(e);
            },
            cursor: accepted.After);
        return results;
    }

    private static ToolResultCompleted Result(SessionEvent e) => (ToolResultCompleted)e.Data;

    private static string Text(SessionEvent e) => ((TextBlock)Result(e).Content.Single()).Text!;
}
