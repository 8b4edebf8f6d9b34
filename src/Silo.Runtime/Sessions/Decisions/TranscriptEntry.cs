using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>One entry of the session's conversation, with the sequence of the event that made it.</summary>
internal sealed record TranscriptEntry(long Sequence, ConversationEntry Entry);
