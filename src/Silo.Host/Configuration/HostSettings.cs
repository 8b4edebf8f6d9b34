using Silo.Edge;
using Silo.Edge.Auth.Jwt;
using Silo.Host.Telemetry;
using Silo.Runtime.Access;
using Silo.Runtime.Hosting;

namespace Silo.Host.Configuration;

/// <summary>Everything that this program can be told, with its defaults. docs/operating/configuration.md is its manual.</summary>
internal sealed class HostSettings
{
    /// <summary>Where the journal, blobs and workspaces lie.</summary>
    public required string DataDirectory { get; set; }

    /// <summary>Where workspaces and blobs lie that other hosts of this machine use, too; null for the data directory.</summary>
    public string? SharedDirectory { get; set; }

    /// <summary>Where the agents' files lie.</summary>
    public required string AgentsDirectory { get; set; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:8600");

    /// <summary>Whether an OCI runtime confines commands; else bubblewrap.</summary>
    public bool UsesOci { get; set; }

    /// <summary>The OCI runtime, by name or path; null for <c>crun</c> on PATH.</summary>
    public string? OciRuntime { get; set; }

    /// <summary>The socket of a spawner that runs by itself; null for a spawner of the host's own.</summary>
    public string? SpawnerSocket { get; set; }

    /// <summary>Whether a spawner at the default socket is used when there is one; off as soon as something was said about it.</summary>
    public bool FindsSpawner { get; set; } = true;

    /// <summary>The spawner's program; null for the one beside this program.</summary>
    public string? SpawnerPath { get; set; }

    /// <summary>The bubblewrap program; null for <c>bwrap</c> on PATH.</summary>
    public string? BubblewrapPath { get; set; }

    /// <summary>How to reach the PostgreSQL server that holds the journal; null for SQLite in the data directory. Holds a password.</summary>
    public string? PostgresConnectionString { get; set; }

    /// <summary>The schema of the journal's tables in PostgreSQL.</summary>
    public string PostgresSchema { get; set; } = "silo";

    /// <summary>The bounds of the API.</summary>
    public SiloEdgeOptions Http { get; } = new();

    /// <summary>Whether the chat page is served.</summary>
    public bool ServesConsole { get; set; } = true;

    /// <summary>Whose tokens are taken beside keys.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>How the audit log is kept.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>Where traces and metrics go.</summary>
    public TelemetrySettings Telemetry { get; } = new();

    /// <summary>The bounds of the sessions.</summary>
    public RuntimeOptions Runtime { get; } = new();
}
