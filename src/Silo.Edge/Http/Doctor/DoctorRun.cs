using Microsoft.Extensions.Logging;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Doctor;

/// <summary>Runs every check, all at once and none for long.</summary>
internal sealed partial class DoctorRun(IEnumerable<IDoctorCheck> checks, TimeProvider time, ILogger<DoctorRun> logger) : IDoctor
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(checks.Select(check => RunAsync(check, cancellationToken)));
        return [.. results.SelectMany(r => r).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<DoctorResult>> RunAsync(IDoctorCheck check, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            return await check.RunAsync(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new DoctorResult(check.Name, DoctorStatus.Failed, $"It did not answer within {Timeout.TotalSeconds} seconds.", "Look into the server's log.")];
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // A check that fails is an answer: failed.
        {
            LogFailed(exception, check.Name);
            return [new DoctorResult(check.Name, DoctorStatus.Failed, ExceptionProblems.From(exception)?.Detail ?? "It failed.", "Look into the server's log.")];
        }
    }
}
