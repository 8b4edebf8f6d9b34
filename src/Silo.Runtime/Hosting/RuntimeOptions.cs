namespace Silo.Runtime.Hosting;

/// <summary>The bounds of a node's runtime.</summary>
public sealed class RuntimeOptions
{
    private const long BytesLeast = 1024 * 1024;
    private const long BytesMost = 16L * 1024 * 1024 * 1024;

    /// <summary>Most sessions that live on this node at once; at the bound a command gets <c>sessions_full</c>.</summary>
    /// <value>Default 10,000, 1 to 1,000,000.</value>
    public int LiveSessionsMax { get; set; } = 10_000;

    /// <summary>Most sessions that a tenant may have, live or not; at the bound a creation gets <c>tenant_sessions_full</c>.</summary>
    /// <value>Default 100,000, 1 to 100,000,000.</value>
    public int TenantSessionsMax { get; set; } = 100_000;

    /// <summary>Most activations under way at once; others wait.</summary>
    /// <value>Default 32, 1 to 1,024.</value>
    public int ActivationsMax { get; set; } = 32;

    /// <summary>Most commands that wait in one session's mailbox; at the bound a command gets <c>mailbox_full</c>.</summary>
    /// <value>Default 256, 1 to 4,096.</value>
    public int MailboxMax { get; set; } = 256;

    /// <summary>Most commands under way on this node, whatever they wait for; at the bound another gets <c>commands_full</c>, and so does one of a tenant that holds more than four times what is free.</summary>
    /// <value>Default 4,096, 1 to 1,000,000.</value>
    public int CommandsMax { get; set; } = 4096;

    /// <summary>Most bytes in the bodies of commands under way; at the bound another gets <c>commands_full</c>, and so does one of a tenant that holds more than four times what is free.</summary>
    /// <value>Default 256 MiB, 1 MiB to 16 GiB.</value>
    public long CommandBytesMax { get; set; } = 256 * 1024 * 1024;

    /// <summary>How long the journal may go without ending anything while something waits, before commands are refused with <c>journal_slow</c>.</summary>
    /// <value>Default 5 seconds, 100 milliseconds to 10 minutes.</value>
    public TimeSpan JournalWaitMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most bytes of events that may wait for the journal before commands are refused with <c>journal_slow</c>. What runs already may add to them.</summary>
    /// <value>Default 64 MiB, 1 MiB to 16 GiB.</value>
    public long JournalBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an interrupted turn may take to end by itself before it is ended over its head.</summary>
    /// <value>Default 800 milliseconds, 50 milliseconds to 1 minute.</value>
    public TimeSpan InterruptGrace { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a tool call may go on after its timeout, once it was told to end, before it is given up.</summary>
    /// <value>Default 5 seconds, 50 milliseconds to 1 minute.</value>
    public TimeSpan ToolGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping session waits for what it started.</summary>
    /// <value>Default 10 seconds, 1 second to 10 minutes.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new session of an agent that says nothing about it may lie idle before it is deleted whole; zero for never.</summary>
    /// <value>Default zero; else 1 hour to 3,650 days. It holds for sessions made while it is set.</value>
    public TimeSpan Retention { get; set; }

    /// <summary>Whether readers get pieces exactly as they were made, never joined. For crash tests, where every piece counts; costs 4 bytes a piece.</summary>
    /// <value>Default false.</value>
    public bool KeepPieces { get; set; }

    /// <summary>Checks the options.</summary>
    /// <returns>Every error, each naming the setting, its value and its range; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(LiveSessionsMax is >= 1 and <= 1_000_000, nameof(LiveSessionsMax), LiveSessionsMax, "1 to 1,000,000");
        Check(TenantSessionsMax is >= 1 and <= 100_000_000, nameof(TenantSessionsMax), TenantSessionsMax, "1 to 100,000,000");
        Check(ActivationsMax is >= 1 and <= 1024, nameof(ActivationsMax), ActivationsMax, "1 to 1,024");
        Check(MailboxMax is >= 1 and <= 4096, nameof(MailboxMax), MailboxMax, "1 to 4,096");
        Check(CommandsMax is >= 1 and <= 1_000_000, nameof(CommandsMax), CommandsMax, "1 to 1,000,000");
        Check(CommandBytesMax is >= BytesLeast and <= BytesMost, nameof(CommandBytesMax), CommandBytesMax, "1 MiB to 16 GiB");
        Check(JournalWaitMax >= TimeSpan.FromMilliseconds(100) && JournalWaitMax <= TimeSpan.FromMinutes(10), nameof(JournalWaitMax), JournalWaitMax, "00:00:00.100 to 00:10:00");
        Check(JournalBytesMax is >= BytesLeast and <= BytesMost, nameof(JournalBytesMax), JournalBytesMax, "1 MiB to 16 GiB");
        Check(InterruptGrace >= TimeSpan.FromMilliseconds(50) && InterruptGrace <= TimeSpan.FromMinutes(1), nameof(InterruptGrace), InterruptGrace, "00:00:00.050 to 00:01:00");
        Check(ToolGrace >= TimeSpan.FromMilliseconds(50) && ToolGrace <= TimeSpan.FromMinutes(1), nameof(ToolGrace), ToolGrace, "00:00:00.050 to 00:01:00");
        Check(StopTimeout >= TimeSpan.FromSeconds(1) && StopTimeout <= TimeSpan.FromMinutes(10), nameof(StopTimeout), StopTimeout, "00:00:01 to 00:10:00");
        Check(Retention == TimeSpan.Zero || (Retention >= TimeSpan.FromHours(1) && Retention <= TimeSpan.FromDays(3650)), nameof(Retention), Retention, "00:00:00 for never, or 01:00:00 to 3650.00:00:00");
        return errors;

        void Check(bool fine, string name, object value, string range)
        {
            if (!fine) errors.Add($"Runtime:{name} is {value}; allowed: {range}.");
        }
    }
}
