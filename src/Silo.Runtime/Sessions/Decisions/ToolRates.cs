using System.Collections.Immutable;
using System.Globalization;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>How often tools were called lately, and whether once more is too often. Pure: it is folded from the events, so a restart changes nothing.</summary>
internal static class ToolRates
{
    /// <summary>Why a call is refused at this time; null when it may run.</summary>
    internal static EventError? Refuse(SessionState state, string tool, DateTimeOffset now)
    {
        if (ToolSettings.Of(state.Agent.Tools, tool) is not { Rate: { } rate } entry) return null;
        var calls = Within(state, entry.Name, now - rate.Interval);
        if (calls.Count < rate.Calls) return null;
        var wait = calls[^rate.Calls].At + rate.Interval - now;
        return new EventError(
            "tool_rate_limited",
            string.Create(CultureInfo.InvariantCulture, $"{tool} may be called {rate.Calls} times in {rate.Interval.TotalSeconds} s. Nothing was run; call it again in {Math.Ceiling(wait.TotalSeconds)} s, or go on without it."),
            Retryable: true);
    }

    /// <summary>Adds an event: a call begins to count when it starts, and counts no more when it was not run.</summary>
    internal static SessionState Apply(SessionState state, SessionEvent e) => e.Data switch
    {
        ToolUseStarted t when Entry(state, t.Tool) is { Rate: { } rate } entry =>
            Put(state, entry.Name, Within(state, entry.Name, e.Time - rate.Interval).Add((e.Step, e.Time))),
        ToolResultCompleted { Status: ToolStatus.Refused } t when Entry(state, t.Tool) is { Rate: not null } entry =>
            Put(state, entry.Name, state.RatedCalls.GetValueOrDefault(entry.Name, []).RemoveAll(c => c.Step == e.Step)),
        _ => state,
    };

    private static ToolSettings? Entry(SessionState state, string tool) => state.Definition is { } agent ? ToolSettings.Of(agent.Tools, tool) : null;

    private static ImmutableList<(long Step, DateTimeOffset At)> Within(SessionState state, string entry, DateTimeOffset after) =>
        state.RatedCalls.GetValueOrDefault(entry, []).RemoveAll(c => c.At <= after);

    private static SessionState Put(SessionState state, string entry, ImmutableList<(long Step, DateTimeOffset At)> calls) =>
        state with { RatedCalls = state.RatedCalls.SetItem(entry, calls) };
}
