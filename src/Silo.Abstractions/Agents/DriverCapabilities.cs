namespace Silo.Abstractions.Agents;

/// <summary>What a driver can do beyond running a turn.</summary>
[Flags]
public enum DriverCapabilities
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>It can lay down its live state between turns, and the session still goes on.</summary>
    Park = 1,

    /// <summary>It can go on with a turn that another process left.</summary>
    Resume = 2,

    /// <summary>It takes prompts into a running turn.</summary>
    Interject = 4,

    /// <summary>It runs tools of its own, which Silo does not see step by step.</summary>
    OwnTools = 8,
}
