using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Silo.Agents.Definitions;

/// <summary>
/// Makes a tree of one YAML document from the parser's events. Anchors, aliases and tags are refused, and depth is bounded, so
/// a file cannot unfold into more than it is.
/// </summary>
internal sealed class SettingComposer
{
    private readonly Parser _parser;
    private readonly SettingErrors _errors;

    private SettingComposer(Parser parser, SettingErrors errors)
    {
        _parser = parser;
        _errors = errors;
    }

    /// <summary>Reads a document; null, with an error, when there is none or it is not YAML.</summary>
    public static SettingNode? Compose(string text, SettingErrors errors)
    {
        var composer = new SettingComposer(new Parser(new StringReader(text)), errors);
        try
        {
            return composer.Document();
        }
        catch (YamlException e)
        {
            var (line, column) = Place(e, text);
            errors.Add(line, column, string.Empty, $"not valid YAML: {e.Message}");
            return null;
        }
    }

    /// <summary>The parser names the beginning of the file when a tab indents a line; people need that line.</summary>
    private static (int Line, int Column) Place(YamlException e, string text)
    {
        if (e.Start.Index == 0 && e.Message.Contains("invalid tab", StringComparison.Ordinal))
        {
            foreach (var (index, line) in text.Split('\n').Index())
            {
                var blank = line.AsSpan().IndexOfAnyExcept(' ');
                if (blank >= 0 && line[blank] == '\t')
                    return (index + 1, blank + 1);
            }
        }

        return ((int)e.Start.Line, (int)e.Start.Column);
    }

    private SettingNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _errors.Add(1, 1, string.Empty, "the file is empty; expected a mapping of settings");
            return null;
        }

        var root = Node(string.Empty, depth: 1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
            _errors.Add((int)second.Start.Line, (int)second.Start.Column, string.Empty, "a second document begins; a file holds one agent");
        return root;
    }

    private SettingNode Node(string path, int depth)
    {
        if (_parser.Current is NodeEvent { Start: var at } node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
            throw new SemanticErrorException(at, node.End, "anchors and tags are not allowed; write the value out");
        if (depth > AgentFileLimits.DepthMax)
            throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {AgentFileLimits.DepthMax} levels");
        if (_parser.TryConsume<Scalar>(out var scalar))
            return Scalar(scalar);
        if (_parser.TryConsume<SequenceStart>(out var list))
            return List(list, path, depth);
        if (_parser.TryConsume<MappingStart>(out var map))
            return Map(map, path, depth);
        throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, "aliases are not allowed; write the value out");
    }

    private static SettingScalar Scalar(Scalar scalar) =>
        new(scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);

    private SettingList List(SequenceStart start, string path, int depth)
    {
        var items = new List<SettingNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node($"{path}[{items.Count}]", depth + 1));

        return new SettingList(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private SettingMap Map(MappingStart start, string path, int depth)
    {
        var entries = new Dictionary<string, SettingMap.Entry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(path, depth + 1) is not SettingScalar key)
                throw new SemanticErrorException(start.Start, start.End, "a key must be a single value");
            var setting = SettingPath.Of(path, key.Text);
            var value = Node(setting, depth + 1);
            if (!entries.TryAdd(key.Text, new SettingMap.Entry(key, value)))
                _errors.Add(key, setting, $"is set a second time; first in line {entries[key.Text].Key.Line}");
        }

        return new SettingMap(entries, (int)start.Start.Line, (int)start.Start.Column);
    }
}
