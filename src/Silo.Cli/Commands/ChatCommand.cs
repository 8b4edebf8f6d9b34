using System.CommandLine;
using Silo.Abstractions.Identity;
using Silo.Cli.Chat;
using Silo.Client.Sessions;

namespace Silo.Cli.Commands;

/// <summary><c>silo chat</c>.</summary>
internal static class ChatCommand
{
    internal static Command Create(CommandRunner runner)
    {
        var session = new Argument<string?>("session") { Description = "The session to go on with: ses_…. Default: a new one", Arity = ArgumentArity.ZeroOrOne };
        var agent = new Option<string>("--agent") { Description = "The agent of a new session", DefaultValueFactory = _ => "demo" };
        var title = new Option<string?>("--title") { Description = "What to call a new session" };
        var label = new Option<string[]>("--label") { Description = "A label to find a new session by; may be given again", HelpName = "key:value" };
        var command = new Command("chat", "Talks with an agent: on a terminal as you type, in a pipe line by line") { session, agent, title, label };
        return runner.Bind(command, async call =>
        {
            var handle = call.Parsed.GetValue(session) is { } id
                ? call.Client.Session(CommandCall.Id<SessionId>(id))
                : await call.Client.CreateSessionAsync(
                    new CreateSessionOptions { Agent = call.Get(agent)!, Title = call.Get(title), Labels = Labels.Parse(call.Get(label) ?? []) is { Count: > 0 } labels ? labels : null },
                    call.CancellationToken);
            // Tells at once when there is no such session.
            var info = handle.Info ?? await handle.GetAsync(call.CancellationToken);
            if (call.Json || !call.Terminal.IsScreen || Console.IsInputRedirected || call.Cli.Environment("TERM") is "dumb")
                return await new ChatLines(call, handle, Console.In).RunAsync();
            int code;
            using (var raw = RawTerminal.Open())
            {
                await using var loop = new ChatLoop(call, handle, info.Agent, raw);
                code = await loop.RunAsync();
            }

            if (code == ExitCode.Ok) call.Terminal.Note($"Left; the session stays. Come back: silo chat {handle.Id}");
            return code;
        });
    }
}
