using System.CommandLine;
using Silo.Cli.Following;

namespace Silo.Cli.Commands;

/// <summary><c>silo run</c>.</summary>
internal static class RunCommand
{
    // The server takes 200 KiB, and no character has less than a byte.
    private const int PromptCharsMax = 200 * 1024;

    internal static Command Create(CommandRunner runner)
    {
        var prompt = new Argument<string[]>("prompt") { Description = "What to say; '-' reads it from the standard input", Arity = ArgumentArity.OneOrMore };
        var agent = new Option<string>("--agent") { Description = "The agent", DefaultValueFactory = _ => "demo" };
        var title = new Option<string?>("--title") { Description = "What to call the session" };
        var label = new Option<string[]>("--label") { Description = "A label to find the session by; may be given again", HelpName = "key:value" };
        var session = new Option<string?>("--session") { Description = "Say it in this session instead of a new one", HelpName = "ses_…" };
        var tar = new Option<string?>("--tar") { Description = "A tar to unpack into the workspace first", HelpName = "file" };
        var folder = new Option<string?>("--dir") { Description = "A folder to bring into the workspace first", HelpName = "folder" };
        var settings = new FollowSettings();
        var command = new Command("run", "Gives an agent a prompt and shows what it does until the turn ends") { prompt, agent, title, label, session, tar, folder };
        settings.AddTo(command);
        return runner.Bind(command, async call =>
        {
            if (call.Get(tar) is not null && call.Get(folder) is not null) throw new UsageException("Say --tar or --dir, not both.");
            var asked = new RunRequest(
                string.Join(' ', call.Get(prompt)) is var text && text == "-" ? await ReadAsync(Console.In, call.CancellationToken) : text,
                call.Get(agent)!,
                call.Get(title),
                Labels.Parse(call.Get(label) ?? []),
                call.Get(session),
                call.Get(tar),
                call.Get(folder));
            var options = new FollowOptions
            {
                Json = call.Json,
                Raw = call.Get(settings.Raw),
                UntilEnded = true,
                GiveUpAfter = settings.Patience(call),
            };
            return await new Run(call, new CursorFile(call.Get(settings.CursorFile)), options).RunAsync(asked);
        });
    }

    // What has no end must not be waited for to the last byte of the machine's memory.
    private static async Task<string> ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var text = new char[PromptCharsMax + 1];
        var count = await input.ReadBlockAsync(text.AsMemory(), cancellationToken);
        return count <= PromptCharsMax ? new string(text, 0, count) : throw new UsageException($"The standard input is longer than the {PromptCharsMax} characters that a prompt may have.");
    }
}
