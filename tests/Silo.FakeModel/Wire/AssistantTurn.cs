namespace Silo.FakeModel.Wire;

/// <summary>An assistant message that came back.</summary>
internal sealed record AssistantTurn(string Text, IReadOnlyList<SentCall> Calls, IReadOnlyList<string> Thinking)
{
    internal bool IsDetour => Calls.Any(c => c.Id.StartsWith(Planned.DetourPrefix, StringComparison.Ordinal));
}
