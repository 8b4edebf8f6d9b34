namespace Silo.Edge;

/// <summary>The bounds of the HTTP API. At each of them the caller gets an error that names it.</summary>
public sealed class SiloEdgeOptions
{
    /// <summary>Whether whoever sits at this machine may do everything without a key. The server then listens on loopback only.</summary>
    /// <value>Default false.</value>
    public bool Development { get; set; }

    /// <summary>Largest JSON body.</summary>
    /// <value>Default 1 MiB, 16 KiB to 16 MiB, in bytes.</value>
    public int JsonBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Largest file, or tar, that one request may bring.</summary>
    /// <value>Default 256 MiB, 1 KiB to 16 GiB, in bytes.</value>
    public long FileBytesMax { get; set; } = 256L * 1024 * 1024;

    /// <summary>Most event streams, and waits for a task, that are open at once in this process.</summary>
    /// <value>Default 4,096, 1 to 1,000,000.</value>
    public int StreamsMax { get; set; } = 4096;

    /// <summary>How long a stream may be silent before it says that it is alive.</summary>
    /// <value>Default 15 seconds, 1 second to 5 minutes.</value>
    public TimeSpan StreamKeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Checks every bound.</summary>
    /// <returns>Every error, each naming the setting, its value and its range; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(nameof(JsonBytesMax), JsonBytesMax, 16 * 1024, 16 * 1024 * 1024, errors);
        Check(nameof(FileBytesMax), FileBytesMax, 1024, 16L << 30, errors);
        Check(nameof(StreamsMax), StreamsMax, 1, 1_000_000, errors);
        if (StreamKeepAlive < TimeSpan.FromSeconds(1) || StreamKeepAlive > TimeSpan.FromMinutes(5))
            errors.Add($"{nameof(StreamKeepAlive)} is {StreamKeepAlive}; it must be 00:00:01 to 00:05:00.");
        return errors;
    }

    private static void Check(string name, long value, long min, long max, List<string> errors)
    {
        if (value < min || value > max) errors.Add($"{name} is {value}; it must be {min} to {max}.");
    }
}
