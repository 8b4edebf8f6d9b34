namespace Silo.Cli.Profiles;

/// <summary>A server that the person works with, under a name.</summary>
internal sealed record Profile
{
    /// <summary>The server's address.</summary>
    public required string Server { get; init; }

    /// <summary>The API key itself; null when it lies elsewhere, or when there is none.</summary>
    public string? Key { get; init; }

    /// <summary>The file that holds the key; null when it stands here, or when there is none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether the key may travel unencrypted to a server that is not this machine.</summary>
    public bool PlainHttp { get; init; }
}
