using Silo.Edge.Tests.Fakes;
using Silo.TestServers.Hubs;

namespace Silo.Edge.Tests.SignalR;

/// <summary>Arguments of the hub that are JSON, and not what a method takes.</summary>
public sealed class HubArgumentTests
{
    [Theory]
    [InlineData("Cancel", """["\ud800",null]""")]
    [InlineData("Cancel", $"""["{Session}","\udc00x"]""")]
    [InlineData("Prompt", $$"""["{{Session}}",{"prompt":"a"},"\ud800"]""")]
    [InlineData("Prompt", $$"""["{{Session}}",{"prompt":"\ud800"},null]""")]
    [InlineData("Prompt", $$"""["{{Session}}",{"prompt":[{"type":"text","\ud800":"a"}]},null]""")]
    [InlineData("Prompt", $$"""["{{Session}}",{"\ud800":"a"},null]""")]
    [InlineData("Sessions", """[{"agent":"\ud800"}]""")]
    [InlineData("Approve", """["\ud800",{"decision":"approve"}]""")]
    public async Task Argument_WithHalfACharacter_IsTheCallersMistake(string method, string arguments)
    {
        await using var server = await EdgeServer.StartAsync();
        await using var hub = await HubSocket.ConnectAsync(server.Address, key: null, CancellationToken.None);
        var answer = await hub.InvokeAsync(method, arguments, CancellationToken.None);
        Assert.Contains("\"code\":\"body_invalid\"", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursor_WithHalfACharacter_IsTheCallersMistake()
    {
        await using var server = await EdgeServer.StartAsync();
        await using var hub = await HubSocket.ConnectAsync(server.Address, key: null, CancellationToken.None);
        var answer = await hub.InvokeAsync("StreamEvents", $$"""["{{Sample.Session}}","\ud800"]""", CancellationToken.None, stream: true);
        Assert.Contains("\"code\":\"body_invalid\"", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private const string Session = "ses_00000000000000000000000000";
}
