namespace Silo.Agents.ModelLoop;

/// <summary>What a provider's stop reason means to the loop.</summary>
internal enum ModelStop
{
    /// <summary>The model said all it wanted; with tool calls it waits for their results.</summary>
    End,

    /// <summary>It ran into a limit of tokens.</summary>
    TokenLimit,

    /// <summary>It, or its provider's filter, refused.</summary>
    Refusal,

    /// <summary>The provider paused a long turn and wants to be called again with what it said.</summary>
    Paused,
}
