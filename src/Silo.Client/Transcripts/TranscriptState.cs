namespace Silo.Client.Transcripts;

/// <summary>Where a step of a transcript stands.</summary>
public enum TranscriptState
{
    /// <summary>It is being made.</summary>
    Open,

    /// <summary>It ended well.</summary>
    Completed,

    /// <summary>It ended without a result.</summary>
    Failed,
}
