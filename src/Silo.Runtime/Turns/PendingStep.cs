using System.Text.Json;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Steps;

namespace Silo.Runtime.Turns;

/// <summary>A step that the program waits for, with what it takes to run it.</summary>
internal abstract class PendingStep(int ordinal)
{
    // Continuations run at once, on the actor's loop: so the program's next request joins the commit of this result.
    private readonly TaskCompletionSource<StepRecord> _ended = new();

    internal int Ordinal => ordinal;

    internal Task<StepRecord> Ended => _ended.Task;

    internal void Deliver(StepRecord step) => _ended.TrySetResult(step);

    internal void Abort(CancellationToken token) => _ended.TrySetCanceled(token);

    internal sealed class Message(int ordinal, MessageRequest request, MessageProducer producer) : PendingStep(ordinal)
    {
        internal MessageRequest Request => request;

        internal MessageProducer Producer => producer;
    }

    internal sealed class Tool(int ordinal, AgentTool? tool, JsonElement input) : PendingStep(ordinal)
    {
        internal AgentTool? Target => tool;

        internal JsonElement Input => input;
    }

    internal sealed class Code(int ordinal, Func<StepAttempt, CancellationToken, Task<byte[]>> body) : PendingStep(ordinal)
    {
        /// <summary>Runs the code and returns its result as UTF-8 JSON.</summary>
        internal Func<StepAttempt, CancellationToken, Task<byte[]>> Body => body;
    }

    internal sealed class Ask(int ordinal) : PendingStep(ordinal);
}
