using System.Text.Json;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Runs code steps.</summary>
internal sealed class CodeAttempts(SessionContent content, ITurnPort actor)
{
    private const int OutputBytesMax = 16 * 1024 * 1024;

    internal async Task RunAsync(StepRecord step, TurnRun run, Func<StepAttempt, CancellationToken, Task<byte[]>> body)
    {
        // Off the actor's loop: a step may compute for as long as it likes.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var attempt = new StepAttempt(
            step.Sequence, StepKeys.For(actor.State.Key.Session, step.Sequence), actor.State.Epoch, step.Attempt);
        StepEnd end;
        try
        {
            var output = await body(attempt, run.Token);
            end = output.Length > OutputBytesMax
                ? new StepEnd.Failed(StepRunner.Error("step_output_too_large", $"The step returned {output.Length} bytes; the limit is {OutputBytesMax}."))
                : await content.StoreIfLargeAsync(output, run.Token) is { } blob
                    ? new StepEnd.Code(Output: null, blob)
                    : new StepEnd.Code(Element(output), Content: null);
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            if (run.IsStopping) return;
            end = new StepEnd.Failed(StepRunner.Error(InterruptReasons.Cancelled, "The turn was cancelled while the step ran."));
        }
#pragma warning disable CA1031 // The edge to a program's own code: whatever it throws is that step's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            end = new StepEnd.Failed(StepRunner.Error("step_failed", $"{e.GetType().Name}: {e.Message}"));
        }

        actor.Post(new SessionMessage.AttemptEnded(step.Sequence, step.Attempt, end));
    }

    private static JsonElement Element(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return document.RootElement.Clone();
    }
}
