using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Conformance.Journal;

/// <summary>What a child process does with a journal: one command per line on its input, one answer per line on its output.</summary>
/// <remarks>
/// <c>fence</c> → <c>epoch E head H</c> · <c>append TEXT</c> → <c>appended S</c>, <c>fenced E</c> or <c>conflict H</c> ·
/// <c>race N</c> → N attempts that fence again whenever they were fenced: <c>appended S</c> for each that was taken, then <c>raced</c>.
/// Ends with its input.
/// </remarks>
public static class JournalProcess
{
    public static async Task RunAsync(IJournal journal, SessionKey key, string name, TextReader input, TextWriter output)
    {
        var session = new TestSession(journal, key);
        await Say("ready");
        while (await input.ReadLineAsync() is { } line)
        {
            var (verb, rest) = line.Split(' ', 2) is [var one, var two] ? (one, two) : (line, string.Empty);
            switch (verb)
            {
                case "fence":
                    await session.FenceAsync(name, name);
                    await Say($"epoch {session.Epoch} head {session.Head}");
                    break;
                case "append":
                    await Say(await AppendAsync(rest));
                    break;
                case "race":
                    for (var i = 0; i < int.Parse(rest, CultureInfo.InvariantCulture); i++)
                    {
                        var answer = await AppendAsync($"{name}-{i}");
                        if (answer.StartsWith("appended", StringComparison.Ordinal)) await Say(answer);
                        else await session.FenceAsync(name, name);
                    }

                    await Say("raced");
                    break;
                default:
                    throw new InvalidOperationException($"Unknown command '{line}'.");
            }
        }

        async Task<string> AppendAsync(string text)
        {
            switch (await journal.AppendAsync(session.Commit(text: $"{text} epoch {session.Epoch}"), default))
            {
                case AppendResult.Appended:
                    return $"appended {++session.Head}";
                case AppendResult.Fenced fenced:
                    return $"fenced {fenced.Epoch} by {fenced.By!.Node}";
                case AppendResult.Conflict conflict:
                    return $"conflict {conflict.Head}";
                case var other:
                    return other.ToString();
            }
        }

        async Task Say(string answer)
        {
            await output.WriteLineAsync(answer);
            await output.FlushAsync();
        }
    }
}
