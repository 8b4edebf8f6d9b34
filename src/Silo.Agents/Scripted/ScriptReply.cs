namespace Silo.Agents.Scripted;

/// <summary>One reply of the scripted model.</summary>
internal sealed record ScriptReply
{
    public string? Name { get; init; }

    /// <summary>Silence before the first token.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Tokens per second; null for as fast as possible.</summary>
    public double? PerSecond { get; init; }

    public Template? Thought { get; init; }

    public Template? Text { get; init; }

    public TokenLoad? Tokens { get; init; }

    public IReadOnlyList<ScriptCall> Calls { get; init; } = [];

    /// <summary>Whether the calls whose results the rule matched are made once more.</summary>
    public bool Again { get; init; }

    /// <summary>How many times in a row the reply is given.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The reply that follows; null for the next in the list.</summary>
    public string? Next { get; init; }

    /// <summary>The provider's stop reason.</summary>
    public required string Stop { get; init; }

    public bool HasCalls => Again || Calls.Count > 0;
}
