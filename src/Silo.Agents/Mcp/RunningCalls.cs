using ModelContextProtocol.Protocol;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Mcp;

/// <summary>The calls that run at a server, and in whose name it asks a person.</summary>
/// <param name="server">The server's name.</param>
internal sealed class RunningCalls(string server)
{
    private const int AsksMax = 3;
    private readonly AsyncLocal<ToolInvocation?> _own = new();
    private readonly LinkedList<ToolInvocation> _running = new();
    private readonly Lock _gate = new();

    /// <summary>Says that a call runs, until what is returned is disposed of. What it awaits asks in its name.</summary>
    public IDisposable Begin(ToolInvocation call)
    {
        _own.Value = call;
        lock (_gate) return new Running(this, _running.AddLast(call));
    }

    /// <summary>Asks a person what the server wants to know.</summary>
    /// <remarks>
    /// Newer revisions ask inside the call; in older ones the request does not say which call it belongs to: then it is the one that
    /// has run longest. A server that asks while no call runs is told that nobody decides.
    /// </remarks>
    public async ValueTask<ElicitResult> ElicitAsync(ElicitRequestParams? request, CancellationToken cancellationToken)
    {
        if (request is not { Mode: "form", Message: not null } || (_own.Value ?? Oldest()) is not { } call) return new ElicitResult { Action = "cancel" };
        var schema = ElicitationAnswer.SchemaOf(request);
        var title = $"{server} asks: {PlainText.OneLine(request.Message, 400)}";
        for (var ask = 0; ask < AsksMax; ask++)
        {
            var outcome = await call.Questions.AskAsync(new ApprovalRequest(PlainText.OneLine(title, 512), schema), cancellationToken);
            if (ElicitationAnswer.Of(outcome, request, out var problem) is { } result) return result;
            title = $"{problem} {server} asks: {PlainText.OneLine(request.Message, 400)}";
        }

        return new ElicitResult { Action = "cancel" };
    }

    private ToolInvocation? Oldest()
    {
        lock (_gate) return _running.First?.Value;
    }

    private sealed class Running(RunningCalls calls, LinkedListNode<ToolInvocation> node) : IDisposable
    {
        public void Dispose()
        {
            lock (calls._gate) calls._running.Remove(node);
        }
    }
}
