using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Xunit;

namespace Silo.Sandboxes.Tests.Bubblewrap;

/// <summary>What the spawner hears on its socket.</summary>
public sealed class SpawnerWireTests
{
    [Theory]
    [InlineData("{\"type\":\"ping\",\"more\":1}")]
    [InlineData("{\"type\":\"shutdown\"}")]
    [InlineData("{\"type\":\"cancel\"}")]
    [InlineData("{\"type\":\"end\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task Message_NotOfTheProtocol_IsDroppedAndTheSpawnerServesOn(string json)
    {
        await using var host = new TestHost();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        Assert.Null(await SendAsync(host, Frame(WireLimits.Version, FrameKind.Message, Encoding.UTF8.GetBytes(json))));
        Assert.Equal(0, (await sandbox.RunAsync(TestHost.Script("true"), default)).ExitCode);
    }

    [Fact]
    public async Task Frame_OfAnotherVersionKindOrSize_IsDropped()
    {
        await using var host = new TestHost();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var ping = "{\"type\":\"ping\"}"u8.ToArray();
        Assert.NotNull(await SendAsync(host, Frame(WireLimits.Version, FrameKind.Message, ping)));
        Assert.Null(await SendAsync(host, Frame(2, FrameKind.Message, ping)));
        Assert.Null(await SendAsync(host, Frame(WireLimits.Version, (FrameKind)9, ping)));
        Assert.Null(await SendAsync(host, Frame(WireLimits.Version, FrameKind.Data, ping)));
        var huge = Frame(WireLimits.Version, FrameKind.Message, ping);
        BinaryPrimitives.WriteUInt32LittleEndian(huge, WireLimits.MessageBytesMax + 1);
        Assert.Null(await SendAsync(host, huge));
        Assert.True(sandbox.IsAlive);
    }

    [Fact]
    public async Task Socket_AndItsDirectory_BelongToTheUserAlone()
    {
        await using var host = new TestHost();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        const UnixFileMode readWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(readWrite, File.GetUnixFileMode(Path.Combine(host.RunDirectory, "spawner.sock")));
        Assert.Equal(readWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(host.RunDirectory));
    }

    [Fact]
    public async Task List_NamesEverySandboxUntilItEnds()
    {
        await using var host = new TestHost();
        var spec = host.NewSpec();
        var sandbox = await host.Provider.CreateAsync(spec, default);
        using var run = RunDirectory.Open(host.RunDirectory);
        var client = SpawnerClient.Of(run);
        var listed = Assert.Single(await client.ListAsync(default));
        Assert.Equal((spec.Key.Session, 0), (listed.Session, listed.Commands));
        await sandbox.DisposeAsync();
        Assert.Empty(await client.ListAsync(default));
    }

    [Fact]
    public async Task Host_ThatHangsUp_EndsItsCommand()
    {
        await using var host = new TestHost();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        using var run = RunDirectory.Open(host.RunDirectory);
        var client = SpawnerClient.Of(run);
        var name = Assert.Single(await client.ListAsync(default)).Sandbox;
        using (var connection = await client.ConnectAsync(default))
        {
            await connection.WriteAsync(
                CommandRequest.Build(name, TestHost.Script($"echo up; sleep 1000; : {host.Token}")), SpawnerJson.Default.SpawnerRequest, default);
            Assert.Equal("up\n", Encoding.UTF8.GetString((await connection.ReadAsync(default))!.Value.Payload.Span));
            Assert.NotEmpty(Silo.Conformance.Sandboxes.Processes.WithArgument(host.Token));
        }

        // The end of the sandbox waits for the command, which nothing else has ended: without the hang-up it would be counted here.
        await sandbox.DisposeAsync();
        Assert.Empty(Silo.Conformance.Sandboxes.Processes.WithArgument(host.Token));
    }

    private static byte[] Frame(byte version, FrameKind kind, byte[] payload)
    {
        var frame = new byte[6 + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)payload.Length);
        frame[4] = version;
        frame[5] = (byte)kind;
        payload.CopyTo(frame, 6);
        return frame;
    }

    // The answer's first bytes; null when the connection was dropped.
    private static async Task<byte[]?> SendAsync(TestHost host, byte[] bytes)
    {
        using var run = RunDirectory.Open(host.RunDirectory);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(run.Socket);
        await socket.SendAsync(bytes);
        var answer = new byte[64];
        try
        {
            var count = await socket.ReceiveAsync(answer);
            return count == 0 ? null : answer[..count];
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
