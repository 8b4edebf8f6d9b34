namespace Silo.TestServers.Postgres;

/// <summary>Where a connection is cut, seen from a message that commits.</summary>
public enum CutPoint
{
    /// <summary>The message never reaches the server.</summary>
    Before,

    /// <summary>The server has acted on it, and its answer never reaches the client.</summary>
    After,
}
