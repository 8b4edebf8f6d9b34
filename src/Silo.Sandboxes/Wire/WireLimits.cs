namespace Silo.Sandboxes.Wire;

/// <summary>Bounds of what host and spawner send each other.</summary>
internal static class WireLimits
{
    /// <summary>Version of frames and messages; both ends come from one build, so another one is refused.</summary>
    public const byte Version = 1;

    /// <summary>Most bytes of one message: 128 KiB of arguments and as much of environment, each byte escaped.</summary>
    public const int MessageBytesMax = 2 << 20;

    /// <summary>Most bytes of one data frame.</summary>
    public const int DataBytesMax = 64 << 10;

    /// <summary>Most connections at once: running commands and requests of one host.</summary>
    public const int ConnectionsMax = 1024;

    public const int ArgumentsMax = 256;

    /// <summary>Most bytes of a command's arguments together.</summary>
    public const int ArgumentBytesMax = 128 << 10;

    public const int VariablesMax = 256;

    /// <summary>Most bytes of a command's environment together.</summary>
    public const int VariableBytesMax = 128 << 10;

    /// <summary>Most bytes of a command's standard input.</summary>
    public const int InputBytesMax = 1 << 20;
}
