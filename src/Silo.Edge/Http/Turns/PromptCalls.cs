using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Sessions;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Turns;

/// <summary>A caller's prompt, whichever way it came: what is asked of the session, and what is answered.</summary>
internal static class PromptCalls
{
    /// <summary>Reads a prompt; texts that are long are blobs afterwards.</summary>
    /// <exception cref="ProblemException">It breaks a rule.</exception>
    public static async Task<PromptCommand> ReadAsync(CallerPorts ports, SessionKey session, PromptBody body, ClientKey? key, CancellationToken cancellationToken)
    {
        var texts = PromptRules.Blocks(body.Prompt);
        var (mode, deadline) = (PromptRules.Mode(body.Mode), PromptRules.Deadline(body.DeadlineMs));
        return new PromptCommand
        {
            Session = session,
            Mode = mode,
            Deadline = deadline,
            Key = key,
            Prompt = await PromptBlobs.StoreAsync(ports.Blobs, session, texts, cancellationToken),
        };
    }

    /// <summary>What is answered to a prompt that was recorded.</summary>
    public static async Task<AcceptedBody> AnswerAsync(CallerPorts ports, PromptCommand command, PromptResult.Accepted accepted, CancellationToken cancellationToken)
    {
        // A prompt that was just queued is queued. One that steered a turn, or was sent before, may be anywhere by now.
        var state = TurnState.Queued;
        if (accepted.Replayed || command.Mode == PromptMode.Interject)
            state = (await TaskReader.FindAsync(ports, accepted.Turn, cancellationToken))?.State ?? TurnState.Queued;
        var after = CursorCodec.Encode(new Cursor(command.Session.Session, accepted.Sequence, []));
        return new AcceptedBody(accepted.Turn.Value, command.Session.Session.Value, state, accepted.Position, after);
    }

    /// <summary>Why a prompt was not recorded.</summary>
    public static Problem Refused(PromptResult result) => result switch
    {
        PromptResult.NotFound => SessionLookup.NotFound(),
        PromptResult.KeyReused => IdempotencyHeader.Reused(),
        PromptResult.QueueFull full => new Problem(ProblemCodes.QueueFull, $"{full.Limit} turns wait already.") { Limit = "queued_turns_max", Value = full.Limit },
        PromptResult.CannotInterject => new Problem(ProblemCodes.CannotInterject, "Send the prompt with mode queue, or cancel the running turn first."),
        PromptResult.Unavailable unavailable => Problem.Unavailable(unavailable.Code, unavailable.Message),
        _ => throw new InvalidOperationException($"The API has no answer for {result}."),
    };
}
