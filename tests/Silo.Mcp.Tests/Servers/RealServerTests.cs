using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Conformance.Sandboxes;
using Silo.Mcp.Tests.Support;
using Xunit;

namespace Silo.Mcp.Tests.Servers;

/// <summary>The reference servers from npm, as real processes inside a real sandbox.</summary>
public sealed class RealServerTests(RealSandboxes sandboxes) : IClassFixture<RealSandboxes>
{
    private static readonly McpServerSettings Everything = Rig.Program("node", NpmTools.Everything, "stdio") with { StartTimeout = TimeSpan.FromMinutes(2) };
    private static readonly McpServerSettings Filesystem = Rig.Program("node", NpmTools.Filesystem, "/workspace") with { StartTimeout = TimeSpan.FromMinutes(2) };

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Everything_OfARevision_ListsAndAnswers(string? revision)
    {
        await using var rig = NewRig(Everything with { Revision = revision });
        var listing = await rig.ListAsync();
        Assert.Null(listing.Error);
        Assert.Contains("srv__echo", listing.Tools.Select(t => t.Definition.Name));
        Assert.Equal("Echo: hello", (await rig.CallAsync("echo", """{"message":"hello"}""")).Text);
        Assert.Contains("5", (await rig.CallAsync("get-sum", """{"a":2,"b":3}""")).Text);
    }

    [Fact]
    public async Task Everything_AnImage_IsKeptAsAFile()
    {
        await using var rig = NewRig(Everything);
        var result = await rig.CallAsync("get-tiny-image");
        Assert.Equal(ToolStatus.Ok, result.Status);
        Assert.Contains("kept as .silo/mcp/1-1.png", result.Text);
        var image = await File.ReadAllBytesAsync(Path.Combine((await rig.WorkspaceAsync(default)).HostPath, ".silo/mcp/1-1.png"));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image[..4]);
    }

    [Fact]
    public async Task Everything_ALongOperation_ShowsItsProgress()
    {
        await using var rig = NewRig(Everything);
        var result = await rig.CallAsync("trigger-long-running-operation", """{"duration":1,"steps":4}""");
        Assert.Equal(ToolStatus.Ok, result.Status);
        Assert.StartsWith("progress ", rig.Streamed);
    }

    [Fact]
    public async Task Everything_AQuestion_ReachesThePerson()
    {
        await using var rig = NewRig(Everything);
        rig.Person = _ => Task.FromResult(new ApprovalOutcome("answer", """{"name":"Ann"}"""));
        var result = await rig.CallAsync("trigger-elicitation-request");
        Assert.Equal(ToolStatus.Ok, result.Status);
        Assert.Single(rig.Asked);
        Assert.Contains("Ann", result.Text);
    }

    [Fact]
    public async Task Filesystem_WhatItWrites_IsInTheWorkspaceAndNowhereElse()
    {
        await using var rig = NewRig(Filesystem);
        var written = await rig.CallAsync("write_file", """{"path":"/workspace/note.txt","content":"from the server"}""");
        Assert.Equal(ToolStatus.Ok, written.Status);
        var workspace = (await rig.WorkspaceAsync(default)).HostPath;
        Assert.Equal("from the server", await File.ReadAllTextAsync(Path.Combine(workspace, "note.txt")));
        Assert.Equal(ToolStatus.Error, (await rig.CallAsync("read_text_file", """{"path":"/etc/passwd"}""")).Status);
        var effects = (await rig.ListAsync()).Tools.ToDictionary(t => t.Definition.Name, t => t.Definition.Effect);
        Assert.Equal(Effect.Pure, effects["srv__read_text_file"]);
        Assert.Equal(Effect.Idempotent, effects["srv__write_file"]);
        Assert.Equal(Effect.Once, effects["srv__edit_file"]);
    }

    [Fact]
    public async Task Server_OfASessionThatEnds_IsGone()
    {
        var token = $"token-{Guid.NewGuid():N}";
        var rig = NewRig(Everything with { Command = ["node", NpmTools.Everything, "stdio", token] });
        Assert.Null((await rig.ListAsync()).Error);
        Assert.NotEmpty(Processes.WithArgument(token));
        await rig.DisposeAsync();
        Assert.Empty(Processes.WithArgument(token));
    }

    [Fact]
    public async Task Program_ThatIsNotThere_IsNamed()
    {
        await using var rig = NewRig(Rig.Program("no-such-server"));
        var listing = await rig.ListAsync();
        Assert.Empty(listing.Tools);
        Assert.Contains("no-such-server", listing.Error!.Message);
    }

    private Rig NewRig(McpServerSettings settings) => new(settings, sandboxes.ForAsync);
}
