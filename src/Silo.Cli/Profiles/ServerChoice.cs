using Silo.Cli.Commands;

namespace Silo.Cli.Profiles;

/// <summary>Which server is asked, and with which key. Pure but for the files that are named.</summary>
/// <param name="Server">The server.</param>
/// <param name="ApiKey">The key; null for none.</param>
/// <param name="Profile">The profile that it came from; null for none.</param>
internal sealed record ServerChoice(Uri Server, string? ApiKey, string? Profile)
{
    /// <summary>
    /// The server is that of <c>--server</c> or <c>--profile</c>, else of <c>SILO_SERVER</c>, <c>SILO_PROFILE</c> or the current profile, else
    /// this machine's. The key is that of <c>--key-file</c>, else of the profile, else of <c>SILO_API_KEY</c>. A profile's key goes to its own server only.
    /// </summary>
    /// <exception cref="UsageException">The choice is not clear, a file is not readable, or the key would travel unencrypted.</exception>
    internal static ServerChoice Make(ServerWish wish, ProfileFile file, Func<string, string?> environment)
    {
        if (wish.Server is not null && wish.Profile is not null) throw new UsageException("Say --server or --profile, not both.");
        var named = wish.Server is not null ? null : wish.Profile ?? (Set(environment("SILO_SERVER")) is null ? Set(environment("SILO_PROFILE")) : null);
        var profile = Find(wish, named, file, environment, out var name);
        var server = wish.Server ?? (profile is null
            ? Address(Set(environment("SILO_SERVER")) ?? GlobalOptions.DefaultServer, "SILO_SERVER")
            : Address(profile.Server, $"The profile '{name}'"));
        var key = wish.KeyFile is not null ? ApiKeys.ReadFile(wish.KeyFile)
            : profile?.Key is { } kept ? ApiKeys.Parse(kept, $"The profile '{name}'")
            : profile?.KeyFile is { } path ? ApiKeys.ReadFile(path)
            : Set(environment("SILO_API_KEY")) is { } set ? ApiKeys.Parse(set, "SILO_API_KEY")
            : null;
        if (key is not null && server is { Scheme: "http", IsLoopback: false } && !wish.PlainHttp && profile is not { PlainHttp: true })
            throw new UsageException($"The key would travel unencrypted to {server}: use https, or say --plain-http if the way there is safe.");
        return new ServerChoice(server, key, name);
    }

    private static Profile? Find(ServerWish wish, string? named, ProfileFile file, Func<string, string?> environment, out string? name)
    {
        name = named;
        if (named is not null)
        {
            return file.Load().Profiles.GetValueOrDefault(named)
                ?? throw new UsageException($"There is no profile '{named}'. See which there are: silo profiles");
        }

        if (wish.Server is not null || Set(environment("SILO_SERVER")) is not null) return null;
        var book = file.Load();
        name = book.Current;
        return name is null ? null : book.Profiles.GetValueOrDefault(name)
            ?? throw new UsageException($"The current profile '{name}' is gone. Choose one: silo profiles use <name>");
    }

    private static Uri Address(string text, string from) =>
        GlobalOptions.Parse(text, out _) ?? throw new UsageException($"{from} is not an http address, such as {GlobalOptions.DefaultServer}.");

    private static string? Set(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
