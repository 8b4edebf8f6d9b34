using Microsoft.Extensions.Logging;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Doctor;

/// <summary>Runs every check, all at once and none for long. Checks cost: who asks while they run shares what they find.</summary>
internal sealed partial class DoctorRun(IEnumerable<IDoctorCheck> checks, TimeProvider time, ILogger<DoctorRun> logger) : IDoctor
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<DoctorResult>>? _run;

    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken) => Run().WaitAsync(cancellationToken);

    private Task<IReadOnlyList<DoctorResult>> Run()
    {
        lock (_gate) return _run is { IsCompleted: false } run ? run : _run = Task.Run(RunAllAsync);
    }

    // For all who ask meanwhile, so the end of one request does not end it. It ends by itself and fails in no way.
    private async Task<IReadOnlyList<DoctorResult>> RunAllAsync()
    {
        var results = await Task.WhenAll(checks.Select(RunAsync));
        return [.. results.SelectMany(r => r).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<DoctorResult>> RunAsync(IDoctorCheck check)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            return await check.RunAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return [new DoctorResult(check.Name, DoctorStatus.Failed, $"It did not answer within {Timeout.TotalSeconds} seconds.", "Look into the server's log.")];
        }
#pragma warning disable CA1031 // A check that fails is an answer: failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, check.Name);
            return [new DoctorResult(check.Name, DoctorStatus.Failed, ExceptionProblems.From(exception)?.Detail ?? "It failed.", "Look into the server's log.")];
        }
    }
}
