using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Spawning;

/// <summary>Finds the spawner that runs by itself at a socket, and finds it again after it was started anew.</summary>
/// <remarks>
/// What is proved dead by whom: a spawner ends a host's sandboxes when their connection ends, and at its start whatever an earlier spawner
/// left. So after a hello nothing of earlier is left, and without one nothing is known of the sessions that had a sandbox.
/// </remarks>
internal sealed class StandaloneSpawner : ISpawnerSource
{
    // Beyond that many sessions, every one counts as having had a sandbox.
    private const int ExpectedMax = 100_000;
    private readonly SpawnerSettings _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _socket;
    private readonly SpawnerClient _client;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<SessionKey> _expected = [];
    private bool _expectsAny;
    private SpawnerConnection? _connection;
    private bool _ownCleaned;
    private bool _disposed;

    public StandaloneSpawner(SpawnerSettings options, string socket, TimeProvider time, ILogger logger)
    {
        (_options, _socket, _time, _logger) = (options, socket, time, logger);
        _client = SpawnerClient.At(socket);
    }

    // There while this host may have sandboxes that only a spawner can prove dead.
    private string Mark => MarkIn(Path.GetFullPath(_options.RunDirectory));

    public async Task<SpawnerLease> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return new SpawnerLease(await ConnectAsync(cancellationToken), _client);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<(SpawnerLease? Lease, int Ended)> GetOrCleanAsync(SessionKey? key, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = _connection is { IsAlive: true };
            var own = await CleanOwnAsync();
            var connection = await ConnectAsync(cancellationToken);
            return (new SpawnerLease(connection, _client), known ? own : own + connection.Ended);
        }
        catch (SandboxException e) when (e.Code == Unavailable.Code && !MayBeLeft(key))
        {
            return (null, 0);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>There while a host may have sandboxes that only a serving spawner can prove dead.</summary>
    public static string MarkIn(string runDirectory) => Path.Combine(runDirectory, "served");

    public async Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken)
    {
        var mark = MarkIn(runDirectory);
        if (!File.Exists(mark)) return;
        try
        {
            await _client.ProveHostDeadAsync(runDirectory, cancellationToken);
        }
        catch (IOException e)
        {
            throw new SandboxException("sandbox_not_dead", $"The spawner at {_socket} had the sandboxes of {runDirectory}, and does not answer: {e.Message.TrimEnd('.')}. Start it; then retry.", e);
        }

        File.Delete(mark);
    }

    public async Task WaitGoneAsync(ISpawnerHandle spawner)
    {
        // Its end is not this host's to bring about; the next hello waits for what it left.
        if (spawner is SpawnerConnection connection) await connection.DisposeAsync();
    }

    public void Expect(SessionKey key)
    {
        lock (_expected)
        {
            if (_expected.Count < ExpectedMax) _expected.Add(key);
            else _expectsAny = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed) return;
            _disposed = true;
            if (_connection is { } connection) await LeaveAsync(connection);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<SpawnerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_connection is { IsAlive: true } alive) return alive;
        await CleanOwnAsync();
        try
        {
            _connection = await SpawnerConnection.OpenAsync(_client, Path.GetFullPath(_options.RunDirectory), cancellationToken)
                .WaitAsync(_options.SpawnerTimeout, _time, cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            throw Unavailable.NotServing(_socket, e.Message, e);
        }

        await File.WriteAllBytesAsync(Mark, [], cancellationToken);
        Log.SpawnerFound(_logger, _connection.Pid, _socket, _connection.Ended);
        return _connection;
    }

    // In good order, so that the next start needs no spawner to know that nothing is left.
    private async Task LeaveAsync(SpawnerConnection connection)
    {
        try
        {
            if (connection.IsAlive)
            {
                foreach (var sandbox in await _client.ListAsync(CancellationToken.None)) await _client.EndAsync(sandbox.Sandbox, CancellationToken.None);
                File.Delete(Mark);
            }
        }
        catch (Exception e) when (e is IOException or SandboxException)
        {
            Log.NotLeft(_logger, e.Message);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private bool MayBeLeft(SessionKey? key)
    {
        // Before the first hello of this start, any session may have a sandbox of an earlier one.
        if (_connection is null) return File.Exists(Mark);
        lock (_expected) return _expectsAny || (key is { } one ? _expected.Contains(one) : _expected.Count > 0);
    }

    // What a spawner of this host's own left, when an earlier start had one.
    private async Task<int> CleanOwnAsync()
    {
        if (_ownCleaned) return 0;
        var count = await Leftovers.EndAsync(_options.RunDirectory, _time);
        _ownCleaned = true;
        if (count > 0) Log.Swept(_logger, count);
        return count;
    }
}
