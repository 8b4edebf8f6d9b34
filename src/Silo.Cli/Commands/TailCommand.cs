using System.CommandLine;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Cli.Following;
using Silo.Cli.Output;

namespace Silo.Cli.Commands;

/// <summary><c>silo tail</c>.</summary>
internal static class TailCommand
{
    private const int PageEvents = 1000;

    internal static Command Create(CommandRunner runner)
    {
        var session = new Argument<string?>("session") { Description = "The session: ses_…; may be left out when the cursor file names it", Arity = ArgumentArity.ZeroOrOne };
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for what comes next; without it, end at the last event" };
        var until = new Option<bool>("--until-ended") { Description = "Follow until the turn has ended, and exit as 'run' does" };
        var after = new Option<string?>("--after") { Description = "Begin after this cursor. Default: the cursor file's, else the first event", HelpName = "cursor" };
        var now = new Option<bool>("--now") { Description = "Begin after the last event that there is" };
        var settings = new FollowSettings();
        var command = new Command("tail", "Shows what a session says") { session, follow, until, after, now };
        settings.AddTo(command);
        return runner.Bind(command, async call =>
        {
            var file = new CursorFile(call.Get(settings.CursorFile));
            var state = file.Load() ?? new RunState();
            var named = call.Parsed.GetValue(session);
            if (named is not null && state.Session is not null && state.Session != named)
                throw new UsageException($"The cursor file is of {state.Session}, not of {named}: delete it, or name another.");
            var id = named ?? state.Session ?? throw new UsageException("Which session? Name it, or a cursor file that does.");
            if (call.Get(until) && !call.Get(now) && call.Get(after) is null && state.Over() is { } over)
            {
                call.Terminal.Note($"This run has ended ({state.StopReason}).");
                return over;
            }

            state = state with { Session = CommandCall.Id<SessionId>(id).Value };
            if (call.Get(now) && call.Get(after) is not null) throw new UsageException("Say --after or --now, not both.");
            if (call.Get(now)) state = state with { Cursor = await HeadAsync(call, SessionId.Parse(id)), Shown = [] };
            if (call.Get(after) is { } cursor) state = state with { Cursor = cursor, Shown = [] };

            // Tells at once when there is no such server or session; from here on a break is waited for.
            var info = await call.Client.Session(SessionId.Parse(id)).GetAsync(call.CancellationToken);
            var options = new FollowOptions
            {
                Json = call.Json,
                Raw = call.Get(settings.Raw),
                Prompts = true,
                Follow = call.Get(follow) || call.Get(until),
                UntilEnded = call.Get(until),
                // From the first event on, turns pass by that ended long ago.
                Head = state is { Cursor: null, Task: null } ? info.Head : null,
                IsIdle = info.Status == SessionStatus.Idle,
                GiveUpAfter = settings.Patience(call),
            };
            return await new Follower(call.Cli, call.Client, file, options).FollowAsync(state, call.CancellationToken);
        });
    }

    // Only a page says what the cursor behind it is.
    private static async Task<string?> HeadAsync(CommandCall call, SessionId session)
    {
        using var progress = new Progress(call.Terminal, call.Cli.Time, "events passed over");
        string? after = null;
        long passed = 0;
        while (true)
        {
            var page = await call.Client.Session(session).ReadPageAsync(after, PageEvents, call.CancellationToken);
            after = page.After;
            progress.Report(passed += page.Events.Count, page.Head);
            if (page.Events.Count == 0 || page.Events[^1].Sequence >= page.Head) return after;
        }
    }
}
