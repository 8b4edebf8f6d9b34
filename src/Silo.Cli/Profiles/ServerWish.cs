namespace Silo.Cli.Profiles;

/// <summary>What the command line says about the server.</summary>
internal sealed record ServerWish(Uri? Server, string? Profile, string? KeyFile, bool PlainHttp);
