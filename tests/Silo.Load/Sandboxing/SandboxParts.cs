using Silo.Load.Running;

namespace Silo.Load.Sandboxing;

/// <summary>Where the time of a sandbox goes.</summary>
internal sealed class SandboxParts
{
    private readonly List<double> _create = [];
    private readonly List<double> _run = [];
    private readonly List<double> _destroy = [];

    public void Add(TimeSpan create, TimeSpan run, TimeSpan destroy)
    {
        _create.Add(create.TotalMilliseconds);
        _run.Add(run.TotalMilliseconds);
        _destroy.Add(destroy.TotalMilliseconds);
    }

    public void Write(Dictionary<string, double> figures)
    {
        foreach (var (name, times) in new[] { ("create", _create), ("run", _run), ("destroy", _destroy) })
            figures[$"{name}_p50_ms"] = Math.Round(Percentiles.At([.. times.Order()], 0.5), 2);
    }
}
