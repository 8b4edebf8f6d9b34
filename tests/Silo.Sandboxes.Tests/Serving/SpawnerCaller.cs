using Silo.Sandboxes.Spawning;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>A process that calls a spawner, to be started as any user.</summary>
internal static class SpawnerCaller
{
    /// <summary>What came of it: <c>refused</c> by the socket, <c>closed</c> by the spawner, or <c>hello</c>.</summary>
    internal static async Task<string> ConnectAsync(string socket)
    {
        var client = SpawnerClient.At(socket);
        try
        {
            (await client.ConnectAsync(default)).Dispose();
        }
        catch (IOException)
        {
            return "refused";
        }

        try
        {
            await using var connection = await SpawnerConnection.OpenAsync(client, "/nowhere", default);
            return "hello";
        }
        catch (IOException)
        {
            return "closed";
        }
    }
}
