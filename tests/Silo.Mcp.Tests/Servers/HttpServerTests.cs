using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Mcp.Tests.Support;
using Xunit;

namespace Silo.Mcp.Tests.Servers;

/// <summary>The reference server over streamable HTTP, on loopback.</summary>
public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly int _port = FreePort();
    private Process? _server;

    private McpServerSettings Settings => new() { Name = "srv", Url = new Uri($"http://127.0.0.1:{_port}/mcp"), PrivateAddresses = true };

    public async ValueTask InitializeAsync()
    {
        _server = NpmTools.Start("node", [NpmTools.Everything, "streamableHttp"], new Dictionary<string, string> { ["PORT"] = $"{_port}" });
        using var watchdog = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await _server.StandardError.ReadLineAsync(watchdog.Token) is { } line && !line.Contains("listening", StringComparison.OrdinalIgnoreCase))
        {
            // It says more before it listens.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Everything_OfARevision_ListsAnswersAndAsks(string? revision)
    {
        await using var rig = NewRig(Settings with { Revision = revision });
        Assert.Null((await rig.ListAsync()).Error);
        Assert.Equal("Echo: hello", (await rig.CallAsync("echo", """{"message":"hello"}""")).Text);
        rig.Person = _ => Task.FromResult(new ApprovalOutcome("reject", null));
        Assert.Equal(ToolStatus.Ok, (await rig.CallAsync("trigger-elicitation-request")).Status);
        Assert.Single(rig.Asked);
    }

    [Fact]
    public async Task PrivateAddress_ThatIsNotAllowed_IsRefused()
    {
        await using var rig = NewRig(Settings with { PrivateAddresses = false });
        var error = (await rig.ListAsync()).Error!;
        Assert.Equal("mcp_server_unavailable", error.Code);
        Assert.Contains("private_addresses", error.Message);
    }

    [Fact]
    public async Task Server_ThatIsGone_IsNamedAndTheCallInterrupted()
    {
        await using var rig = NewRig(Settings);
        var tool = (await rig.ListAsync()).Tools.Single(t => t.Definition.Name == "srv__echo");
        _server!.Kill();
        await _server.WaitForExitAsync();
        Assert.Equal(ToolStatus.Interrupted, (await rig.CallAsync(tool, """{"message":"x"}""")).Status);
        Assert.Equal("mcp_server_unavailable", (await rig.ListAsync()).Error!.Code);
    }

    private static Rig NewRig(McpServerSettings settings) => new(settings, (_, _) => throw new InvalidOperationException("It needs no sandbox."));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
