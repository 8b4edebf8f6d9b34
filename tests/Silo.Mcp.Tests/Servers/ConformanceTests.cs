using Silo.Mcp.Tests.Support;
using Xunit;

namespace Silo.Mcp.Tests.Servers;

/// <summary>The protocol's own conformance suite drives this project's client: this executable as <c>conformance-client</c>.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("initialize")]
    [InlineData("tools_call")]
    [InlineData("elicitation-sep1034-client-defaults")]
    [InlineData("sse-retry")]
    public async Task Client_InAScenario_Conforms(string scenario)
    {
        var client = Path.Combine(AppContext.BaseDirectory, "Silo.Mcp.Tests") + " conformance-client";
        using var suite = NpmTools.Start(NpmTools.Node, [NpmTools.Conformance, "client", "--command", client, "--scenario", scenario, "--timeout", "60000", "--verbose"]);
        suite.StandardInput.Close();
        var said = suite.StandardOutput.ReadToEndAsync();
        var errors = suite.StandardError.ReadToEndAsync();
        try
        {
            await suite.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            if (!suite.HasExited) suite.Kill(entireProcessTree: true);
        }

        Assert.True(suite.ExitCode == 0, $"{await said}\n{await errors}");
    }
}
