using Silo.Abstractions.Agents;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Turns;

/// <summary>Which of some tool calls may begin now: within the agent's limit of calls at once, and within that of each tool.</summary>
internal sealed class CallWindow(AgentDefinition agent, IReadOnlyList<string> tools)
{
    private readonly ToolSettings?[] _entries = [.. tools.Select(t => ToolSettings.Of(agent.Tools, t))];
    private readonly List<Task<StepRecord>> _started = [];

    internal bool IsOver => _started.Count == tools.Count;

    /// <summary>The calls that have begun, in their order.</summary>
    internal IReadOnlyList<Task<StepRecord>> Started => _started;

    internal IEnumerable<Task<StepRecord>> Open => _started.Where(t => !t.IsCompleted);

    internal void Begin(IEnumerable<Task<StepRecord>> calls) => _started.AddRange(calls);

    /// <summary>How many of the calls that have not begun may begin at once.</summary>
    internal int Next()
    {
        var room = agent.Limits.ParallelToolsMax - Open.Count();
        var next = _started.Count;
        while (next < tools.Count && room > 0 && HasRoom(next))
        {
            next++;
            room--;
        }

        return next - _started.Count;
    }

    private bool HasRoom(int call)
    {
        if (_entries[call] is not { Concurrency: { } most } entry) return true;
        var running = 0;
        for (var i = 0; i < call; i++)
            if (_entries[i]?.Name == entry.Name && (i >= _started.Count || !_started[i].IsCompleted)) running++;
        return running < most;
    }
}
