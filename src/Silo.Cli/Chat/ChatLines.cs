using System.Text.Json.Nodes;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Cli.Commands;
using Silo.Cli.Following;
using Silo.Cli.Output;
using Silo.Client.Approvals;
using Silo.Client.Errors;
using Silo.Client.Sessions;

namespace Silo.Cli.Chat;

/// <summary>A chat in a pipe: each line is a prompt, and its turn ends before the next line is read. What a turn asks, the next line decides.</summary>
internal sealed class ChatLines(CommandCall call, SessionHandle session, TextReader input)
{
    private bool _unanswered;

    /// <summary>Chats to the end of the input.</summary>
    /// <returns>The exit code of the last turn; that of a failed one when a question found no answer.</returns>
    internal async Task<int> RunAsync()
    {
        if (call.Json) new JsonLines(call.Terminal).Write("session", new JsonObject { ["id"] = session.Id.Value });
        else call.Terminal.Note($"session {session.Id}");
        var code = ExitCode.Ok;
        while (!_unanswered && await input.ReadLineAsync(call.CancellationToken) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!call.Json) call.Terminal.WriteLine("> " + Neutral.Line(line), Tone.Bold);
            var task = await session.PromptAsync(line, options: null, call.CancellationToken);
            if (call.Json) new JsonLines(call.Terminal).Write("task", new JsonObject { ["id"] = task.Id.Value });
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
            var options = new FollowOptions { Json = call.Json, UntilEnded = true, OnEvent = e => DecideAsync(e, stop) };
            var state = new RunState { Session = session.Id.Value, Task = task.Id.Value, Cursor = task.After };
            try
            {
                code = await new Follower(call.Cli, call.Client, new CursorFile(null), options).FollowAsync(state, stop.Token);
            }
            catch (OperationCanceledException) when (_unanswered && !call.CancellationToken.IsCancellationRequested)
            {
                call.Terminal.Note($"The turn waits for an answer and there are no more lines. Decide: silo approvals · Go on: silo tail --until-ended {session.Id}", Tone.Ask);
                code = ExitCode.TurnFailed;
            }
        }

        return code;
    }

    private async Task DecideAsync(SessionEvent e, CancellationTokenSource stop)
    {
        if (e.Data is not ApprovalRequested asked) return;
        while (await input.ReadLineAsync(stop.Token) is { } line)
        {
            if (ChatState.Decision(asked, line) is not { } decide)
            {
                call.Terminal.Note($"'{Neutral.Line(line)}' decides nothing here: {ChatState.Choices(asked)}", Tone.Ask);
                continue;
            }

            try
            {
                await call.Client.DecideApprovalAsync(decide.Approval, new DecideApprovalOptions { Decision = decide.Decision, Answer = decide.Answer }, stop.Token);
            }
            catch (ApprovalResolvedException resolved)
            {
                // Somebody else was first, or the turn withdrew it: that stands in the stream, and the turn goes on.
                call.Terminal.Note($"'{Neutral.Line(line)}' came too late: {Neutral.Line(resolved.First.Decision ?? "decided")} by {Neutral.Line(resolved.First.DecidedBy ?? "somebody")}", Tone.Ask);
            }

            return;
        }

        _unanswered = true;
        await stop.CancelAsync();
    }
}
