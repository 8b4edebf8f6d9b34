using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>One turn: model, tools, model, tools, until the model ends it. Decides by recorded results alone, so it can run again from its beginning.</summary>
internal static class ModelLoopProgram
{
    /// <summary>Most calls that <see cref="ITurnContext.ToolsAsync"/> takes at once.</summary>
    private const int ToolCallsMax = 128;

    internal static async Task<TurnOutcome> RunAsync(ITurnContext turn, MessageRequest request, MessageProducer producer)
    {
        try
        {
            for (var call = 0; call < turn.Agent.Limits.TurnModelCallsMax; call++)
            {
                var message = await turn.MessageAsync(request, producer);
                var stop = ModelStops.Of(message.StopReason);
                var tools = message.Blocks.OfType<ToolUseBlock>().ToList();

                // What was cut short or refused is not carried out: its last call may be half a call.
                var goesOn = stop is ModelStop.Paused || (stop is ModelStop.End && tools.Count > 0);
                if (stop is ModelStop.End)
                    foreach (var batch in tools.Chunk(ToolCallsMax)) await turn.ToolsAsync(batch);
                if (!goesOn && !turn.InterjectionPending) return new TurnOutcome(ModelStops.ToStopReason(stop));
            }

            return new TurnOutcome(StopReason.MaxTurnRequests);
        }
        catch (StepFailedException failed)
        {
            return new TurnOutcome(StopReason.Failed, failed.Error);
        }
    }
}
