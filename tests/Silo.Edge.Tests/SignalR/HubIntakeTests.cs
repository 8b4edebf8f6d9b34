using System.Text.Json;
using Silo.Abstractions.Sessions;
using Silo.Edge.Tests.Fakes;
using Silo.TestServers.Hubs;

namespace Silo.Edge.Tests.SignalR;

/// <summary>Commands of the hub enter where those of HTTP do.</summary>
public sealed class HubIntakeTests
{
    public static TheoryData<string, string> Commands => new()
    {
        { "Prompt", $$"""["{{Sample.Session}}",{"prompt":"go"},null]""" },
        { "Interject", $$"""["{{Sample.Session}}",{"prompt":"go"},null]""" },
        { "Approve", """["apr_00000000000000000000000000",{"decision":"approve"}]""" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_RefusedByTheIntake_IsNamed_AndOneThatWasAnsweredHasLeft(string method, string arguments)
    {
        await using var server = await EdgeServer.StartAsync();
        await using var hub = await HubSocket.ConnectAsync(server.Address, key: null, CancellationToken.None);
        server.Intake.Refusal = new IntakeResult.Refused("commands_full", "7 commands are under way.");
        var refused = await hub.InvokeAsync(method, arguments, CancellationToken.None);
        Assert.Contains("commands_full", refused.GetProperty("error").GetString(), StringComparison.Ordinal);

        server.Intake.Refusal = null;
        await hub.InvokeAsync(method, arguments, CancellationToken.None);
        using var body = JsonDocument.Parse(arguments);
        Assert.Equal((0, (long)body.RootElement.EnumerateArray().First(e => e.ValueKind == JsonValueKind.Object).GetRawText().Length), (server.Intake.Inside, server.Intake.Bytes));
    }
}
