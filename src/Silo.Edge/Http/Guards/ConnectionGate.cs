using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Guards;

/// <summary>
/// Bounds how many connections are open at once. One beyond the bound is told so by name and closed, before anything that it sends is
/// looked at; the server itself closes what comes in a rush beyond <see cref="Spare"/> of those without a word.
/// </summary>
internal sealed partial class ConnectionGate
{
    /// <summary>Most connections that are being told at once that there is no room.</summary>
    public const int Spare = 256;

    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private readonly int _max;
    private readonly byte[] _refusal;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private int _open;
    private long _refused;
    private long _refusedAtLog;
    private long? _loggedAt;

    public ConnectionGate(IOptions<SiloEdgeOptions> options, TimeProvider time, ILogger<ConnectionGate> logger)
    {
        (_max, _time, _log) = (options.Value.ConnectionsMax, time, logger);
        _refusal = Refusal(_max);
    }

    /// <summary>Connections that are open, without those that are being refused.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that were refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Puts the gate before a server's own handling of a connection.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        if (Interlocked.Increment(ref _open) > _max)
        {
            Interlocked.Decrement(ref _open);
            await RefuseAsync(connection);
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };

    private async Task RefuseAsync(ConnectionContext connection)
    {
        Interlocked.Increment(ref _refused);
        Tell();
        using var late = new CancellationTokenSource(FarewellMax, _time);
        try
        {
            await connection.Transport.Output.WriteAsync(_refusal, late.Token);
            // Bytes that nobody has read when a connection closes make the kernel throw the answer away.
            var read = await connection.Transport.Input.ReadAsync(late.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It went, or it neither sent nor read anything: there was nothing to say it to.
        }
    }

    private void Tell()
    {
        long refused;
        lock (_gate)
        {
            if (_loggedAt is { } at && _time.GetElapsedTime(at) < LogEvery) return;
            _loggedAt = _time.GetTimestamp();
            refused = Refused - _refusedAtLog;
            _refusedAtLog += refused;
        }

        LogRefused(refused, _max);
    }

    private static byte[] Refusal(int max)
    {
        var problem = new Problem(ProblemCodes.ConnectionsFull, $"{max} connections are open already.") { Limit = "connections_max", Value = max };
        var body = JsonSerializer.SerializeToUtf8Bytes(ProblemBody.From(problem), ResponseJson.Relaxed.ProblemBody);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\nRetry-After: 1\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    [LoggerMessage(EventId = 5131, Level = LogLevel.Warning, Message = "{Refused} connections were refused since this was last said: {Max} are open, which is Silo:Http:ConnectionsMax")]
    private partial void LogRefused(long refused, int max);
}
