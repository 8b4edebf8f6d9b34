using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Sessions;

/// <summary>Lets go of sessions' files: at once, or, where something of an actor does not end, when it has.</summary>
internal sealed partial class LateReleases(SessionParts parts)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _going = [];
    private readonly ILogger _log = parts.Loggers.CreateLogger<LateReleases>();

    /// <summary>Lets go of a session's files; with what does not end, later: until then no other host gets them, and this one need not wait.</summary>
    internal Task LetGoAsync(SessionActivation activation, SessionKey session, IWorkspaceHold hold, Task laggards)
    {
        var going = activation.LetGoAsync(session, hold, laggards);
        if (laggards.IsCompleted) return going;
        lock (_lock)
        {
            _going.RemoveWhere(t => t.IsCompleted);
            _going.Add(going);
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits for what is let go of late, but not for ever: with the process the kernel lets go.</summary>
    internal async Task WaitAsync()
    {
        Task[] going;
        lock (_lock) going = [.. _going];
        try
        {
            await Task.WhenAll(going).WaitAsync(parts.Options.StopTimeout, parts.Time);
        }
        catch (TimeoutException)
        {
            LogLaggards(going.Count(t => !t.IsCompleted));
        }
    }

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "The files of {Sessions} sessions are let go with the process: what they began does not end.")]
    private partial void LogLaggards(int sessions);
}
