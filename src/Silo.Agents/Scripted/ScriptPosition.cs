using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>Where a turn is in its script. Pure: what it was told decides, so a turn that runs again makes the same choices.</summary>
internal sealed class ScriptPosition(Script script, string prompt)
{
    private string _after = Script.Start;
    private int _index;
    private int _given;

    /// <summary>Chooses the next reply; null when the script is at its end.</summary>
    /// <param name="results">The tool results that just came; none at the start of a turn.</param>
    public ScriptChoice? Next(IReadOnlyList<ToolOutcome> results)
    {
        foreach (var rule in script.Rules)
        {
            if (!rule.When.Fits(_after, prompt))
                continue;
            var matched = rule.When.WantsResult ? results.Where(rule.When.Fits).ToList() : results;
            if (rule.When.WantsResult && matched.Count == 0)
                continue;
            if (rule.Next is not null)
                GoTo(rule.Next);
            return rule.Reply is null ? FromList(matched) : new ScriptChoice(rule.Reply, 1, matched);
        }

        return FromList(results);
    }

    private ScriptChoice? FromList(IReadOnlyList<ToolOutcome> results)
    {
        if (_index == script.Replies.Count)
            return null;
        var reply = script.Replies[_index];
        var number = ++_given;
        _after = reply.Name ?? string.Empty;
        if (number < reply.Repeat)
            return new ScriptChoice(reply, number, results);
        if (reply.Next is not null)
            GoTo(reply.Next);
        else
            (_index, _given) = (_index + 1, 0);
        return new ScriptChoice(reply, number, results);
    }

    private void GoTo(string name)
    {
        _index = script.Replies.Index().First(entry => entry.Item.Name == name).Index;
        _given = 0;
    }
}
