using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Cli.Profiles;
using Silo.Client;

namespace Silo.Cli.Commands;

/// <summary>One invocation of a command.</summary>
internal sealed record CommandCall(CliContext Cli, SiloClient? Asked, ParseResult Parsed, ServerWish Wish, bool Json, CancellationToken CancellationToken)
{
    /// <summary>The server; there is one unless the command is bound as a local one.</summary>
    internal SiloClient Client => Asked ?? throw new InvalidOperationException("A local command asks no server.");

    internal Terminal Terminal => Cli.Terminal;

    internal T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    internal T Get<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    /// <summary>Reads an id that a person typed.</summary>
    internal static TId Id<TId>(string text)
        where TId : struct, IId<TId> =>
        TId.TryParse(text, provider: null, out var id) ? id : throw new UsageException($"'{text}' is not an id: expected '{TId.Prefix}' and 26 characters.");

    /// <summary>Writes one object: a JSON line, or lines of name and value.</summary>
    internal void Show(string type, JsonObject value)
    {
        if (Json)
        {
            new JsonLines(Terminal).Write(type, value);
            return;
        }

        var width = value.Max(m => m.Key.Length);
        foreach (var (name, member) in value)
            if (member is not null) Terminal.WriteLine($"{name.PadRight(width)}  {Neutral.Line(member is JsonValue ? member.ToString() : member.ToJsonString())}");
    }

    /// <summary>Writes a list: JSON lines, or a table.</summary>
    internal void ShowAll(string type, IReadOnlyList<string> columns, IReadOnlyList<JsonObject> values)
    {
        if (Json)
        {
            foreach (var value in values) new JsonLines(Terminal).Write(type, value);
            return;
        }

        Terminal.WriteTable(columns, values.Select(v => columns.Select(c => v[c] is { } cell ? (cell is JsonValue ? cell.ToString() : cell.ToJsonString()) : string.Empty).ToList()));
    }
}
