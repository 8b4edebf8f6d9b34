using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Health;

/// <summary>Asks every check, all at once and none for long. Anybody may ask, so those who ask at once, or one after the other, share one look.</summary>
internal sealed partial class Readiness(
    IEnumerable<IReadinessCheck> checks, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _toldAt = [];
    private Task<CheckBody[]>? _look;
    private long _endedAt;

    public async Task<ReadyBody> CheckAsync(CancellationToken cancellationToken)
    {
        var results = await Look().WaitAsync(cancellationToken);
        CheckBody[] all = [.. results, Process()];
        return new ReadyBody(all.All(check => check.Ok), all);
    }

    // The port is open a moment before everything has started, and a moment after everything has begun to stop.
    private CheckBody Process()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return new CheckBody("process", Ok: false, "It stops.");
        return lifetime.ApplicationStarted.IsCancellationRequested ? new CheckBody("process", Ok: true, "It runs.") : new CheckBody("process", Ok: false, "It starts.");
    }

    private Task<CheckBody[]> Look()
    {
        lock (_gate)
        {
            if (_look is { } look && (!look.IsCompleted || time.GetElapsedTime(_endedAt) < KeptFor)) return look;
            return _look = Task.Run(LookAsync);
        }
    }

    // For all who ask, so the end of one request does not end it. It ends by itself and fails in no way.
    private async Task<CheckBody[]> LookAsync()
    {
        var results = await Task.WhenAll(checks.Select(RunAsync));
        lock (_gate) _endedAt = time.GetTimestamp();
        return results;
    }

    private async Task<CheckBody> RunAsync(IReadinessCheck check)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            var result = await check.CheckAsync(timeout.Token).WaitAsync(timeout.Token);
            if (!result.Ok) return Unwell(check.Name, result.Detail);
            lock (_gate) _toldAt.Remove(check.Name);
            return new CheckBody(check.Name, Ok: true, result.Detail);
        }
        catch (OperationCanceledException)
        {
            return Unwell(check.Name, "It did not answer within 2 seconds.");
        }
#pragma warning disable CA1031 // A check that fails is an answer: not ready.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (IsToBeTold(check.Name)) LogFailed(exception, check.Name);
            return new CheckBody(check.Name, Ok: false, ExceptionProblems.From(exception)?.Detail ?? "It failed; the server's log says how.");
        }
    }

    private CheckBody Unwell(string check, string detail)
    {
        if (IsToBeTold(check)) LogUnwell(check, detail);
        return new CheckBody(check, Ok: false, detail);
    }

    private bool IsToBeTold(string check)
    {
        lock (_gate)
        {
            if (_toldAt.TryGetValue(check, out var at) && time.GetElapsedTime(at) < TellEvery) return false;
            _toldAt[check] = time.GetTimestamp();
            return true;
        }
    }
}
