using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Cli.Following;
using Silo.Cli.Output;
using Silo.Client.Sessions;

namespace Silo.Cli.Commands;

/// <summary>A run from the session's creation to the turn's end. With a cursor file each step is kept before the next, and none is done twice.</summary>
internal sealed class Run(CommandCall call, CursorFile file, FollowOptions options)
{
    private readonly JsonLines _json = new(call.Terminal);

    internal async Task<int> RunAsync(RunRequest asked)
    {
        var state = file.Load() ?? new RunState();
        var digest = asked.Digest();
        if (state.Asked is not null && state.Asked != digest || state.Asked is null && state.Session is not null)
            throw new UsageException("The cursor file belongs to something else that was asked for: delete it, or name another.");
        if (state.Over() is { } over)
        {
            call.Terminal.Note($"This run has ended ({state.StopReason}). Delete the cursor file to run it again.");
            return over;
        }

        state = state with { Asked = digest };
        try
        {
            state = await OpenAsync(state, asked);
            state = await PromptAsync(state, asked);
            return await new Follower(call.Cli, call.Client, file, options).FollowAsync(state, call.CancellationToken);
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            if (call.Terminal.IsScreen) call.Terminal.WriteLine();
            if (file.Load() is { } kept) state = kept;
            if (state.Session is not null)
                call.Terminal.Note($"Stopped waiting; the turn goes on. Cancel it: silo cancel {state.Session} · Go on: silo tail --until-ended {state.Session}");
            throw;
        }
    }

    private async Task<RunState> OpenAsync(RunState state, RunRequest asked)
    {
        if (state.Session is null)
        {
            if (asked.Session is null)
            {
                state = state with { SessionKey = state.SessionKey ?? call.Client.NewIdempotencyKey() };
                file.Save(state);
                var create = new CreateSessionOptions
                {
                    Agent = asked.Agent,
                    Title = asked.Title,
                    Labels = asked.Labels.Count == 0 ? null : asked.Labels,
                    IdempotencyKey = state.SessionKey,
                };
                state = state with { Session = (await call.Client.CreateSessionAsync(create, call.CancellationToken)).Id.Value };
            }
            else
            {
                state = state with { Session = CommandCall.Id<SessionId>(asked.Session).Value };
            }

            file.Save(state);
        }

        Say("session", state.Session!);
        if (state.Task is null && (asked.Tar ?? asked.Folder) is not null)
        {
            await using var archive = asked.Tar is not null ? LocalFiles.Open(asked.Tar) : await LocalFiles.PackAsync(asked.Folder!, call.CancellationToken);
            var session = call.Client.Session(SessionId.Parse(state.Session!));
            var count = await session.Files.PutTarAsync(default(WorkspacePath), archive, call.CancellationToken);
            if (!options.Json) call.Terminal.Note($"brought {count} files");
        }

        return state;
    }

    private async Task<RunState> PromptAsync(RunState state, RunRequest asked)
    {
        if (state.Task is null)
        {
            state = state with { PromptKey = state.PromptKey ?? call.Client.NewIdempotencyKey() };
            file.Save(state);
            var session = call.Client.Session(SessionId.Parse(state.Session!));
            var task = await session.PromptAsync(asked.Prompt, new PromptOptions { IdempotencyKey = state.PromptKey }, call.CancellationToken);
            state = state with { Task = task.Id.Value, Cursor = task.After };
            file.Save(state);
        }

        Say("task", state.Task!);
        return state;
    }

    private void Say(string what, string id)
    {
        if (options.Json) _json.Write(what, new JsonObject { ["id"] = id });
        else call.Terminal.Note($"{what} {id}");
    }
}
