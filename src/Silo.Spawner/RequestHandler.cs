using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Answers one request of a host.</summary>
internal sealed class RequestHandler(SandboxTable table, SandboxTools tools)
{
    public static Task FailAsync(FrameConnection connection, string code, string message) =>
        ReplyAsync(connection, new FailedReply(code, message));

    public static PongReply Pong(SandboxTools tools) => new(
        Environment.ProcessId, tools.IsServing, tools.Resources.UserKind, tools.Resources.Uids, tools.Launcher.Description,
        [.. tools.Resources.Degraded, .. tools.Launcher.Degraded]);

    /// <summary>Answers the request.</summary>
    /// <exception cref="IOException">The connection was cut, or what came is not of the protocol.</exception>
    public async Task HandleAsync(SpawnerRequest request, FrameConnection connection)
    {
        try
        {
            await ReplyAsync(connection, await AnswerAsync(request, connection));
        }
        catch (SandboxException e)
        {
            await FailAsync(connection, e.Code, e.Message);
        }
    }

    public static Task ReplyAsync(FrameConnection connection, SpawnerReply reply) =>
        connection.WriteAsync(reply, SpawnerJson.Default.SpawnerReply, CancellationToken.None);

    private async Task<SpawnerReply> AnswerAsync(SpawnerRequest request, FrameConnection connection) => request switch
    {
        PingRequest => Pong(tools),
        CreateRequest create => Created(await table.CreateAsync(create)),
        RunRequest run => await RunAsync(run, connection),
        EndRequest end => new EndedReply(await table.EndAsync(end.Sandbox)),
        ProveDeadRequest prove => new EndedReply(await table.EndAsync(new SessionKey(prove.Tenant, prove.Session))),
        ListRequest => new ListedReply(table.List()),
        _ => throw new WireException($"{request.GetType().Name} is not the first request of a connection."),
    };

    private static CreatedReply Created(LiveSandbox sandbox) => new(sandbox.Name, sandbox.Isolation, sandbox.Resources.UserKind, sandbox.Degraded);

    private async Task<SpawnerReply> RunAsync(RunRequest request, FrameConnection connection)
    {
        if (CommandRequest.Problem(request) is { } problem) throw new SandboxException("sandbox_failed", problem);
        using var input = request.IsProcess ? CommandInput.Live() : CommandInput.Of(await ReadInputAsync(request.InputBytes, connection));
        var (command, end) = table.Get(request.Sandbox).Start(request, input, (kind, piece) => connection.WriteDataAsync(kind, piece, CancellationToken.None));
        using var over = new CancellationTokenSource();
        var listening = input.Writer is { } writer
            ? new ProcessListener(command, writer, table.Poller, connection).ListenAsync(over.Token)
            : ListenForCancelAsync(command, connection, over.Token);
        try
        {
            return await end;
        }
        finally
        {
            await over.CancelAsync();
            await listening;
        }
    }

    private static async Task<byte[]> ReadInputAsync(int length, FrameConnection connection)
    {
        var input = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var frame = await connection.ReadAsync(CancellationToken.None) ?? throw new IOException("The host is gone.");
            if (frame.Kind != FrameKind.Data || frame.Payload.Length > length - filled) throw new WireException("Not the input that was announced.");
            frame.Payload.CopyTo(input.AsMemory(filled));
            filled += frame.Payload.Length;
        }

        return input;
    }

    // Anything that comes, the end of the connection included, means that the host wants the command ended.
    private static async Task ListenForCancelAsync(RunningCommand command, FrameConnection connection, CancellationToken over)
    {
        try
        {
            await connection.ReadAsync(over);
            command.End(SandboxExitCause.Exited);
        }
        catch (OperationCanceledException)
        {
            // The command ended first.
        }
        catch (Exception e) when (e is WireException or ObjectDisposedException)
        {
            command.End(SandboxExitCause.Exited);
        }
    }
}
