namespace Silo.Runtime.Steps;

/// <summary>What is done with a tool call.</summary>
internal enum ToolWork
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It is in doubt: its tool is asked whether it ran.</summary>
    Verify,

    /// <summary>It is in doubt: what it may have done is undone.</summary>
    Compensate,
}
