using Silo.Client.Sessions;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Archives;

/// <summary>Two sessions of a real host, exported once.</summary>
public sealed class ExportedSessions : IAsyncLifetime
{
    public string Text { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        using var folder = new TestFolder();
        await using (var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents))
        {
            for (var i = 0; i < 2; i++)
            {
                var session = await host.Client.CreateAsync("keeper");
                await session.PromptAsync("Keep it.");
                await ApproveAsync(host, session);
                await session.ReadTurnsAsync(static _ => { });
            }
        }

        var exported = await ArchiveProgram.RunAsync(folder.At("data"), "export", folder.At("x.jsonl"));
        Assert.Equal(0, exported.ExitCode);
        Text = await File.ReadAllTextAsync(folder.At("x.jsonl"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task ApproveAsync(LiveHost host, SessionHandle session)
    {
        await foreach (var item in session.ReadAsync())
        {
            if (item is not Silo.Client.Streams.StreamItem.Event { Decoded.Data: Silo.Abstractions.Events.Kinds.ApprovalRequested asked }) continue;
            await host.Client.DecideApprovalAsync(asked.Approval, new Silo.Client.Approvals.DecideApprovalOptions { Decision = "approve" });
            return;
        }
    }
}
