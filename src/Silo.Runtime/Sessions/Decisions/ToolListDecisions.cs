using Silo.Abstractions.Events.Kinds;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What a server offers is recorded when it changes: it is an input to the model calls that follow.</summary>
internal static class ToolListDecisions
{
    internal static void Listed(Decision decision, SessionMessage.ServerListed m)
    {
        if (decision.State.Running is not { } turn) return;
        var listed = new ToolsListed { Server = m.Server, Tools = m.Tools, Error = m.Error };
        if (decision.State.Listed.GetValueOrDefault(m.Server) is { } last && last.Error == m.Error && last.Tools.SequenceEqual(m.Tools, StringComparer.Ordinal)) return;
        decision.Emit(listed, turn.Turn);
    }
}
