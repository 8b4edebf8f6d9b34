using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Access;
using Silo.Host.Configuration;
using Silo.Host.Hosting;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;
using Silo.Storage.DataDirectories;

namespace Silo.Host.Keys;

/// <summary>Makes a key without a host: the first one, or one for a tenant that has none yet.</summary>
internal static class KeysCommand
{
    private const string Offline = "offline";

    /// <summary>Makes the key, with its entry in the audit log, and prints it.</summary>
    /// <param name="arguments">Which key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Gets the key, and nothing else.</param>
    /// <param name="notes">Gets what a person should know.</param>
    public static async Task RunAsync(KeysArguments arguments, TimeProvider time, TextWriter output, TextWriter notes)
    {
        var settings = SettingsReader.Read(WebApplication.CreateSlimBuilder([.. arguments.Settings]).Configuration, Environment.GetEnvironmentVariable);
        var random = new SystemRandomSource();

        // The lock of the data directory keeps a host and this apart; many processes may share a PostgreSQL.
        using var data = settings.PostgresConnectionString is null ? DataDirectory.Open(settings.DataDirectory, random) : null;
        await using var store = await HostStore.OpenAsync(settings, data?.JournalPath ?? string.Empty, Offline, time);
        var created = await CreateAsync(arguments, store, time, random);
        await notes.WriteLineAsync($"Key {created.Key.Id} of tenant {created.Key.Tenant}, role {arguments.Role.ToString().ToLowerInvariant()}. It is shown this once:");
        await output.WriteLineAsync(created.Text);
    }

    private static async Task<CreatedKey> CreateAsync(KeysArguments arguments, HostStore store, TimeProvider time, SystemRandomSource random)
    {
        var ids = new TimedIdSource(time, random);
        using var trail = new AuditTrail(store.Audit, ids, time, new AuditOptions(), NullLogger<AuditTrail>.Instance);
        var keys = new KeyDirectory(store.Keys, ring: null, time, ids, random);
        var caller = new Caller(arguments.Tenant, Role.Operator, Offline, Environment.UserName, Offline);
        var expiresAt = time.GetUtcNow() + arguments.ExpiresIn;
        var created = await AccessGate.KeysFor(caller, keys, trail)
            .CreateAsync(new CreateKeyCommand(arguments.Tenant, arguments.Role, arguments.Name, expiresAt, caller.Id), CancellationToken.None);
        await trail.StopAsync(CancellationToken.None);
        return created;
    }
}
