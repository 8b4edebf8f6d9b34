using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Health;

/// <summary>Asks every check, all at once and none for long.</summary>
internal sealed partial class Readiness(
    IEnumerable<IReadinessCheck> checks, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<ReadyBody> CheckAsync(CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)));
        CheckBody[] all = [.. results, Process()];
        return new ReadyBody(all.All(check => check.Ok), all);
    }

    // The port is open a moment before everything has started, and a moment after everything has begun to stop.
    private CheckBody Process()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return new CheckBody("process", Ok: false, "It stops.");
        return lifetime.ApplicationStarted.IsCancellationRequested ? new CheckBody("process", Ok: true, "It runs.") : new CheckBody("process", Ok: false, "It starts.");
    }

    private async Task<CheckBody> RunAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var result = await check.CheckAsync(either.Token).WaitAsync(either.Token);
            return new CheckBody(check.Name, result.Ok, result.Detail);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckBody(check.Name, Ok: false, "It did not answer within 2 seconds.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // A check that fails is an answer: not ready.
        {
            LogFailed(exception, check.Name);
            return new CheckBody(check.Name, Ok: false, ExceptionProblems.From(exception)?.Detail ?? "It failed; the server's log says how.");
        }
    }
}
