namespace Silo.Abstractions.Turns;

/// <summary>Who speaks in a conversation.</summary>
public enum ConversationRole
{
    /// <summary>A person, or the platform on their behalf.</summary>
    User,

    /// <summary>The agent.</summary>
    Assistant,

    /// <summary>A tool, answering one call.</summary>
    Tool,
}
