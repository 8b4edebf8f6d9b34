using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Workspaces;
using Silo.Client;
using Silo.Client.Sessions;
using Silo.Client.Streams;

namespace Silo.Host.Tests.Support;

/// <summary>What the tests do with a client, over and over.</summary>
internal static class Clients
{
    public static SiloClientOptions Options(Uri server) => new()
    {
        Server = server,
        Time = TimeProvider.System,
        Random = new SecureRandomSource(),
        AttemptsMax = 20,
        BackoffFirst = TimeSpan.FromMilliseconds(50),
        BackoffMax = TimeSpan.FromSeconds(2),
    };

    public static Task<SessionHandle> CreateAsync(this SiloClient client, string agent) =>
        client.CreateSessionAsync(new CreateSessionOptions { Agent = agent });

    /// <summary>Reads to the end of the session's n-th turn from here.</summary>
    public static async Task ReadTurnsAsync(this SessionHandle session, Action<StreamItem> take, int turns = 1, string? cursor = null)
    {
        await foreach (var item in session.ReadAsync(cursor))
        {
            take(item);
            if (item is StreamItem.Event { Stored.Kind: TurnEnded.KindName } && --turns == 0) return;
        }

        throw new InvalidOperationException("The stream closed before the turn's end.");
    }

    public static async Task<byte[]> GetFileAsync(this SessionHandle session, string path)
    {
        if (!WorkspacePath.TryParse(path, out var at, out var error)) throw new ArgumentException(error, nameof(path));
        using var bytes = new MemoryStream();
        await session.Files.GetAsync(at, bytes);
        return bytes.ToArray();
    }
}
