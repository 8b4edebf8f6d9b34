using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Sandboxes;

namespace Silo.Host.Doctor;

/// <summary>Whether sandboxes can be made, and which of their limits this machine cannot set.</summary>
internal sealed class SandboxCheck(ISandboxProvider sandboxes) : IDoctorCheck
{
    private const string Mend = "See how a serving spawner and control groups make it whole: docs/operating/sandboxes.md.";

    public string Name => "sandbox";

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var support = await sandboxes.CheckAsync(cancellationToken);
        if (!support.Available) return [new DoctorResult(Name, DoctorStatus.Failed, support.Detail, "Until then, tools that need a sandbox are refused.")];
        return [new DoctorResult(Name, DoctorStatus.Ok, $"{sandboxes.Name}: {support.Detail}"), .. support.Degraded.Select(Limit)];
    }

    // "memory_bytes_max: there is no cgroup" becomes the result "sandbox.memory_bytes_max".
    private DoctorResult Limit(string degraded)
    {
        var colon = degraded.IndexOf(": ", StringComparison.Ordinal);
        var isNamed = colon > 0 && degraded[..colon].All(c => c is '_' or (>= 'a' and <= 'z'));
        return isNamed
            ? new DoctorResult($"{Name}.{degraded[..colon]}", DoctorStatus.Degraded, degraded[(colon + 2)..], Mend)
            : new DoctorResult(Name + ".limit", DoctorStatus.Degraded, degraded, Mend);
    }
}
