using Silo.Host.Hosting;

namespace Silo.Host.Tests.Crash;

/// <summary>The real host, with a probe that kills it. A process of its own.</summary>
internal static class CrashHost
{
    internal const string Verb = "crash-host";
    internal const string PointVariable = "CRASH_POINT";
    internal const string LogVariable = "CRASH_LOG";
    internal const string GateVariable = "CRASH_GATE";

    internal static async Task<int> RunAsync(string[] settings)
    {
        using var probe = new KillingProbe(
            Environment.GetEnvironmentVariable(LogVariable)!,
            CrashPoint.Parse(Environment.GetEnvironmentVariable(PointVariable)),
            Environment.GetEnvironmentVariable(GateVariable));
        // Pieces are not joined: every one is a point of its own.
        await using var host = await SiloHost.OpenAsync(settings, TimeProvider.System, probe, s => s.Runtime.KeepPieces = true);
        await host.RunAsync();
        return 0;
    }
}
