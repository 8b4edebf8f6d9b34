namespace Silo.Cli.Output;

/// <summary>How a piece of output looks on a screen with colours.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Dim: thoughts, notes.</summary>
    Dim,

    /// <summary>Bold: names.</summary>
    Bold,

    /// <summary>Something failed.</summary>
    Bad,

    /// <summary>Somebody has to act.</summary>
    Ask,
}
