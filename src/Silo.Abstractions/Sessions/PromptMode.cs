namespace Silo.Abstractions.Sessions;

/// <summary>What a prompt does when a turn is running.</summary>
public enum PromptMode
{
    /// <summary>Waits its turn.</summary>
    Queue,

    /// <summary>Steers the running turn; starts one when none runs.</summary>
    Interject,
}
