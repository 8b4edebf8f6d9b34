namespace Silo.Abstractions.Events;

/// <summary>The bounds of events and commits. Larger content goes to a session blob.</summary>
public static class EventLimits
{
    /// <summary>Largest encoded event: 256 KiB.</summary>
    public const int EventBytesMax = 256 * 1024;

    /// <summary>Most events in one commit.</summary>
    public const int CommitEventsMax = 256;

    /// <summary>Largest sum of the encoded events of one commit: 1 MiB.</summary>
    public const int CommitBytesMax = 1024 * 1024;

    /// <summary>Text that is longer than this, in UTF-8 bytes, moves to a blob before it is put into an event: 32 KiB.</summary>
    public const int InlineTextBytesMax = 32 * 1024;

    /// <summary>Deepest nesting of an encoded event. Inputs from models are held to less: see <see cref="Tools.ToolInput.DepthMax"/>.</summary>
    public const int DepthMax = 128;

    /// <summary>The format version that this build writes.</summary>
    public const int FormatVersion = 1;
}
