using System.Diagnostics;
using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Tests.Crash;

/// <summary>Writes down every point that is reached, and at one of them kills its own process with SIGKILL, or waits at a gate.</summary>
internal sealed class KillingProbe(string log, CrashPoint? at, string? gate) : IProbe, IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _log = new(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Dictionary<ProbePoint, int> _counts = [];

    public void Reached(ProbePoint point)
    {
        lock (_lock)
        {
            var count = _counts[point] = _counts.GetValueOrDefault(point) + 1;
            _log.Write([(byte)Letter(point)]);
            if (at is null || at.Kind != point || at.Number != count) return;
            _log.Write([(byte)'X']);
            if (gate is not null)
            {
                Gate.Wait(gate);
                return;
            }

            Process.GetCurrentProcess().Kill();
            // SIGKILL is on its way; nothing after this point may happen in this process.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Dispose() => _log.Dispose();

    public static char Letter(ProbePoint point) => point switch
    {
        ProbePoint.AfterCommit => 'C',
        ProbePoint.AfterDelta => 'D',
        _ => 'T',
    };
}
