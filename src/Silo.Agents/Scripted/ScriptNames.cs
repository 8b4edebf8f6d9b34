using Silo.Agents.Definitions;

namespace Silo.Agents.Scripted;

/// <summary>Checks that the names in a script are unique, and that every name that is used is there.</summary>
internal sealed class ScriptNames(Script script, SettingErrors errors)
{
    private readonly HashSet<string> _names = [];

    public void Check()
    {
        foreach (var (index, reply) in script.Replies.Index())
        {
            if (reply.Name is Script.Start || (reply.Name is not null && !_names.Add(reply.Name)))
                Refuse($"settings.replies[{index}].name", reply.Name, "is taken; a name is used once, and start is the beginning of the turn");
        }

        foreach (var (index, reply) in script.Replies.Index())
        {
            Exists($"settings.replies[{index}].next", reply.Next);
            if (reply.Again)
                Refuse($"settings.replies[{index}].again", "true", "has nothing to repeat; allowed in the reply of a rule");
        }

        foreach (var (index, rule) in script.Rules.Index())
        {
            Exists($"settings.rules[{index}].next", rule.Next);
            if (rule.When.After is not Script.Start)
                Exists($"settings.rules[{index}].when.after", rule.When.After);
            if (rule.Reply is { Next: not null } or { Repeat: > 1 } or { Name: not null })
                Refuse($"settings.rules[{index}].reply", rule.Reply.Name ?? "reply", "has name, next or repeat; those belong to the list of replies, next to the rule");
        }

        if (script.Interjected.Again)
            Refuse("settings.interjected.again", "true", "has nothing to repeat; allowed in the reply of a rule");
    }

    private void Exists(string setting, string? name)
    {
        if (name is not null && !_names.Contains(name))
            Refuse(setting, name, $"is not the name of a reply; allowed: {string.Join(", ", _names)}");
    }

    private void Refuse(string setting, string value, string message) => errors.Add(null, setting, $"{SettingErrors.Show(value)} {message}");
}
