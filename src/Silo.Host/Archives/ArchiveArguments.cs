using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Host.Configuration;

namespace Silo.Host.Archives;

/// <summary>What stands behind <c>Silo.Host journal</c> on the command line.</summary>
internal sealed record ArchiveArguments
{
    internal const string Help = """
        Silo.Host journal verify              walks every session and names what is damaged
        Silo.Host journal export <file | ->   writes whole sessions to a file
        Silo.Host journal import <file | ->   puts the sessions of a file into the journal

          --session <id>  --tenant <name>  --agent <name>   only these sessions
          --json       one JSON object a line
          --dry-run    import: check and compare only
          --Silo:<setting>=<value>   which journal: the host's own settings, from the same places

        Exit code: 0 all is well, 1 damage was found or a session was refused, 2 wrong use, or the journal cannot be reached.
        """;

    public required ArchiveVerb Verb { get; init; }

    public required ArchiveQuery Query { get; init; }

    /// <summary>The file; <c>-</c> for the standard input or output, empty where there is none.</summary>
    public required string File { get; init; }

    public bool Json { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The host's settings among the arguments.</summary>
    public required string[] Settings { get; init; }

    /// <summary>Reads the arguments behind <c>journal</c>.</summary>
    /// <exception cref="ArchiveUsageException">They are wrong; the message says how.</exception>
    public static ArchiveArguments Parse(IReadOnlyList<string> arguments)
    {
        var words = new Queue<string>(arguments);
        var verb = words.TryDequeue(out var first) ? first switch
        {
            "verify" => ArchiveVerb.Verify,
            "export" => ArchiveVerb.Export,
            "import" => ArchiveVerb.Import,
            _ => throw new ArchiveUsageException($"'{first}' is nothing that can be done with a journal: verify, export or import."),
        } : throw new ArchiveUsageException("Say what to do with the journal: verify, export or import.");
        var (query, file, json, dryRun, settings) = (new ArchiveQuery(), string.Empty, false, false, new List<string>());
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "--json": json = true; break;
                case "--dry-run" when verb == ArchiveVerb.Import: dryRun = true; break;
                case "--session": query = query with { Session = SessionId.TryParse(Value(words, word), out var id) ? id : throw new ArchiveUsageException("--session takes the id of a session, ses_…") }; break;
                case "--tenant": query = query with { Tenant = TenantId.TryParse(Value(words, word), provider: null, out var tenant) ? tenant : throw new ArchiveUsageException("--tenant takes a name of a-z, 0-9 and '-'.") }; break;
                case "--agent": query = query with { Agent = Value(words, word) }; break;
                case var setting when setting.StartsWith($"--{SettingList.Section}:", StringComparison.OrdinalIgnoreCase) && setting.Contains('='): settings.Add(setting); break;
                case var option when option.Length > 1 && option.StartsWith('-'): throw new ArchiveUsageException($"'{option}' is not understood by journal {first}.");
                case var path when verb != ArchiveVerb.Verify && file.Length == 0 && path.Length > 0: file = path; break;
                default: throw new ArchiveUsageException($"'{word}' is one word too many.");
            }
        }

        if (verb != ArchiveVerb.Verify && file.Length == 0) throw new ArchiveUsageException($"journal {first} takes a file, or - for the standard {(verb == ArchiveVerb.Export ? "output" : "input")}.");
        return new ArchiveArguments { Verb = verb, Query = query, File = file, Json = json, DryRun = dryRun, Settings = [.. settings] };
    }

    private static string Value(Queue<string> words, string option) =>
        words.TryDequeue(out var value) ? value : throw new ArchiveUsageException($"{option} takes a value.");
}
