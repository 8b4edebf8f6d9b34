using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Tests.Support;

/// <summary>Small programs for turns.</summary>
internal static partial class Programs
{
    public static readonly TurnOutcome EndTurn = new(StopReason.EndTurn);

    public static JsonTypeInfo<string> Text => ProgramJson.Default.String;

    /// <summary>One model call that says some pieces.</summary>
    public static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Say(params string[] pieces) => async (turn, _) =>
    {
        await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
        {
            sink.Open(DeltaKind.Message);
            foreach (var piece in pieces) sink.Append(piece);
            return Task.FromResult(new MessageResult("end_turn", "m", new Usage { OutputTokens = pieces.Length }));
        });
        return EndTurn;
    };

    /// <summary>One call of a tool, without a model.</summary>
    public static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Use(string tool, Action<ToolOutcome>? seen = null) => async (turn, _) =>
    {
        var outcomes = await turn.ToolsAsync([Call("c1", tool)]);
        seen?.Invoke(outcomes[0]);
        return EndTurn;
    };

    public static ToolUseBlock Call(string id, string tool) => new(id, tool, System.Text.Json.JsonDocument.Parse("""{"a":1}""").RootElement);

    public static Task<string> Step(ITurnContext turn, string name, Func<string> body, Effect effect = Effect.Idempotent) =>
        turn.StepAsync(name, effect, Text, (_, _) => Task.FromResult(body()));

    [JsonSerializable(typeof(string))]
    internal sealed partial class ProgramJson : JsonSerializerContext;
}
