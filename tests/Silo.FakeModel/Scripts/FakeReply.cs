namespace Silo.FakeModel.Scripts;

/// <summary>One reply: thinking, then text, then tool calls.</summary>
public sealed record FakeReply
{
    /// <summary>Thinking, sent with a signature; null for none.</summary>
    public string? Thinking { get; init; }

    /// <summary>Redacted thinking, as a number of bytes; null for none. Only Anthropic has it.</summary>
    public int? RedactedThinkingBytes { get; init; }

    /// <summary>Text; null for none. A token is a word with the white space after it.</summary>
    public string? Text { get; init; }

    /// <summary>Tool calls, made in parallel.</summary>
    public IReadOnlyList<FakeToolCall> Tools { get; init; } = [];

    /// <summary>OpenAI only: whether the pieces of parallel calls come in turns.</summary>
    public bool InterleaveTools { get; init; }

    /// <summary>The stop reason in Anthropic's words; null for <c>tool_use</c> with tools and <c>end_turn</c> without.</summary>
    public string? StopReason { get; init; }

    /// <summary>Tokens per second; null for as fast as possible.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Whether each token waits for <see cref="FakeModelServer.Release"/>.</summary>
    public bool Gated { get; init; }

    /// <summary>What is reported as used; null to report the tokens sent and a quarter of the request's bytes.</summary>
    public FakeUsage? Usage { get; init; }

    /// <summary>What goes wrong.</summary>
    public IReadOnlyList<FakeFault> Faults { get; init; } = [];

    internal string Stop => StopReason ?? (Tools.Count > 0 ? "tool_use" : "end_turn");

    internal FakeFault? FaultOf(int request) => Faults.FirstOrDefault(f => f.Request == request || f.Request == 0);
}
