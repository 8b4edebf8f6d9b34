using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Agents.Definitions;

namespace Silo.Agents.Scripted;

/// <summary>Reads a script from an agent's settings.</summary>
internal sealed class ScriptParser
{
    private const int RepliesMax = 1000;
    private const int TextLengthMax = AgentFileLimits.DefinitionBytesMax;
    private static readonly string[] Stops = ["end_turn", "max_tokens", "refusal"];

    private readonly SettingErrors _errors;
    private readonly HashSet<string> _tools;
    private readonly AgentDefinition _agent;
    private double _speed = 1;
    private double? _perSecond;

    private ScriptParser(AgentDefinition definition, SettingErrors errors)
    {
        _errors = errors;
        _agent = definition;
        _tools = [.. definition.Tools.Select(tool => tool.Name)];
    }

    /// <summary>Reads the script; worthless when there are errors.</summary>
    public static Script Parse(AgentDefinition definition, SettingErrors errors)
    {
        var root = definition.Settings is { } settings ? SettingJson.ToNode(settings) as SettingMap : null;
        return new ScriptParser(definition, errors).Script(new SettingScope(root, "settings", errors));
    }

    private Script Script(SettingScope scope)
    {
        _speed = (double)(scope.Number("speed", 0.01m, 1000) ?? 1);
        _perSecond = Rate(scope);
        var script = new Script
        {
            Replies = List(scope, "replies", Reply),
            Rules = List(scope, "rules", Rule),
            Interjected = scope.Scope("interjected") is { Exists: true } interjected
                ? Reply(interjected)
                : new ScriptReply { Text = Template.Parse("You said: {{interjection}}", out _), PerSecond = _perSecond * _speed, Stop = "end_turn" },
        };
        scope.Close();
        if (script.Replies.Count == 0)
            scope.Refuse("replies", "is missing; expected a list of 1 to 1000 replies");
        else if (script.Replies[^1] is { HasCalls: true, Next: null })
            scope.Refuse($"replies[{script.Replies.Count - 1}]", "is the last and calls tools; add a reply without calls, or next");
        new ScriptNames(script, _errors).Check();
        return script;
    }

    private List<T> List<T>(SettingScope scope, string key, Func<SettingScope, T> read)
    {
        var list = new List<T>();
        switch (scope.Node(key))
        {
            case null or SettingScalar { IsNull: true }:
                break;
            case SettingList { Items.Count: <= RepliesMax } items:
                foreach (var (index, item) in items.Items.Index())
                {
                    var path = scope.Path($"{key}[{index}]");
                    if (item is not SettingMap)
                        _errors.Add(item, path, $"{SettingErrors.Show(item)} expected a mapping");
                    else
                        list.Add(read(new SettingScope((SettingMap)item, path, _errors)));
                }

                break;
            case SettingList items:
                scope.Refuse(key, $"has {items.Items.Count} entries; allowed: up to {RepliesMax}");
                break;
            case var other:
                scope.Refuse(key, $"{SettingErrors.Show(other)} expected a list");
                break;
        }

        return list;
    }

    private ScriptReply Reply(SettingScope scope)
    {
        var tokens = scope.Scope("tokens");
        var reply = new ScriptReply
        {
            Name = scope.Text("name", 64),
            Delay = (scope.Duration("delay", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero) / _speed,
            PerSecond = (Rate(scope) ?? _perSecond) * _speed,
            Thought = Text(scope, "thought"),
            Text = Text(scope, "text"),
            Tokens = tokens.Exists ? Load(tokens) : null,
            Calls = List(scope, "calls", Call),
            Again = scope.Boolean("again"),
            Repeat = scope.Integer("repeat", 1, 1, 10_000),
            Next = scope.Text("next", 64),
            Stop = Stop(scope),
        };
        scope.Close();
        if (reply is { Thought: null, Text: null, Tokens: null, HasCalls: false })
            scope.Refuse("text", "is missing; a reply has at least one of thought, text, tokens, calls");
        if (reply is { Repeat: > 1, HasCalls: false })
            scope.Refuse("repeat", $"'{reply.Repeat}' needs calls; a reply without calls ends the turn");
        return reply.HasCalls ? reply with { Stop = "tool_use" } : reply;
    }

    private TokenLoad Load(SettingScope scope)
    {
        var stamp = scope.Boolean("stamp");
        var least = stamp ? TokenStamp.Length : 1;
        var load = new TokenLoad(
            scope.OptionalInteger("count", 1, 1_000_000) ?? 1,
            scope.Integer("bytes", TokenStamp.Length, least, 65_536),
            Rate(scope) * _speed,
            stamp);
        scope.Close();
        return load;
    }

    private ScriptCall Call(SettingScope scope)
    {
        var tool = scope.Required("tool", 64) ?? string.Empty;
        if (tool.Length > 0 && !_tools.Contains(tool) && !_agent.IsMcpTool(tool))
            scope.Refuse("tool", $"{SettingErrors.Show(tool)} is not among the agent's tools; allowed: {string.Join(", ", _tools)}");
        var input = scope.Node("input");
        if (input is not (null or SettingMap))
            scope.Refuse("input", $"{SettingErrors.Show(input)} expected a mapping");
        var json = input is SettingMap map ? SettingJson.ToElement(map).GetRawText() : "{}";
        scope.Close();
        return new ScriptCall(tool, Check(scope, "input", json));
    }

    private ScriptRule Rule(SettingScope scope)
    {
        var when = scope.Scope("when");
        var condition = new RuleCondition(
            when.Text("after", 64), when.Text("prompt", 4096), when.Text("tool", 64), Status(when), when.Text("text", 4096));
        when.Close();
        var reply = scope.Scope("reply");
        var rule = new ScriptRule(condition, reply.Exists ? Reply(reply) : null, scope.Text("next", 64));
        scope.Close();
        if (condition is { After: null, WantsResult: false })
            scope.Refuse("when", "is too wide; expected at least one of after, tool, status, text");
        if (rule is { Reply: null, Next: null })
            scope.Refuse("reply", "is missing; a rule has at least one of reply, next");
        if (rule.Reply is { Again: true } && !condition.WantsResult)
            scope.Refuse("reply.again", "needs a result to repeat; expected at least one of tool, status, text in when");
        return rule;
    }

    private static ToolStatus? Status(SettingScope scope)
    {
        if (scope.Text("status", 64) is not { } text)
            return null;
        var names = Enum.GetValues<ToolStatus>().ToDictionary(status => JsonSerializer.SerializeToElement(status).GetString()!, status => status);
        if (names.TryGetValue(text, out var value))
            return value;
        scope.Refuse("status", $"{SettingErrors.Show(text)} is not known; allowed: {string.Join(", ", names.Keys)}");
        return null;
    }

    private static string Stop(SettingScope scope)
    {
        var stop = scope.Text("stop", 64) ?? Stops[0];
        if (!Stops.Contains(stop))
            scope.Refuse("stop", $"{SettingErrors.Show(stop)} is not known; allowed: {string.Join(", ", Stops)}");
        return stop;
    }

    private static double? Rate(SettingScope scope) => (double?)scope.Number("per_second", 0.01m, 1_000_000);

    private static Template? Text(SettingScope scope, string key) =>
        scope.Text(key, TextLengthMax, lines: true) is { } text ? Check(scope, key, text) : null;

    private static Template Check(SettingScope scope, string key, string text)
    {
        if (Template.Parse(text, out var unknown) is { } template)
            return template;
        scope.Refuse(key, $"{SettingErrors.Show(unknown!)} is not a variable; allowed: {string.Join(", ", ScriptVariables.Names)}");
        return Template.Parse(string.Empty, out _)!;
    }
}
