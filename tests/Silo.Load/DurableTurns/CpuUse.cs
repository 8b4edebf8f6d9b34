using System.Diagnostics;
using Silo.TestServers.Postgres;

namespace Silo.Load.DurableTurns;

/// <summary>Processor time that this process and the database server use over a while.</summary>
internal sealed class CpuUse
{
    private readonly PostgresServer? _server;
    private readonly TimeSpan _host;
    private readonly TimeSpan _database;

    private CpuUse(PostgresServer? server)
    {
        _server = server;
        _host = Host();
        _database = server?.CpuTime() ?? TimeSpan.Zero;
    }

    public static CpuUse Begin(PostgresServer? server) => new(server);

    /// <returns>Seconds per 1,000 turns, of this process and of the server.</returns>
    public (double Host, double? Server) EndPer1000(int turns)
    {
        var thousands = Math.Max(turns, 1) / 1000.0;
        return ((Host() - _host).TotalSeconds / thousands, _server is null ? null : (_server.CpuTime() - _database).TotalSeconds / thousands);
    }

    private static TimeSpan Host()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
