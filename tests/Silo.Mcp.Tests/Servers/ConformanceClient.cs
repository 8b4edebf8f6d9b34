using Silo.Abstractions.Agents;
using Silo.Abstractions.Turns;
using Silo.Mcp.Tests.Support;

namespace Silo.Mcp.Tests.Servers;

/// <summary>What the conformance suite drives: this project's client, calling every tool that the suite's server offers.</summary>
internal static class ConformanceClient
{
    public static async Task<int> RunAsync(Uri address)
    {
        var settings = new McpServerSettings { Name = "srv", Url = address, PrivateAddresses = true };
        await using var rig = new Rig(settings, (_, _) => throw new InvalidOperationException("A server over HTTP needs no sandbox."))
        {
            // SEP-1034: who approves a form takes its defaults.
            Person = _ => Task.FromResult(new ApprovalOutcome("approve", null)),
        };
        var listing = await rig.ListAsync();
        Console.WriteLine($"{listing.Tools.Count} tools {listing.Error}");
        foreach (var tool in listing.Tools)
        {
            var result = await rig.CallAsync(tool, tool.Definition.InputSchema.GetRawText().Contains("\"a\"", StringComparison.Ordinal) ? """{"a":2,"b":3}""" : "{}");
            Console.WriteLine($"{tool.Definition.Name}: {result.Status} {result.Text}");
        }

        return listing.Error is null ? 0 : 1;
    }
}
