using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Runtime.Sessions.Decisions;
using Xunit;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>The table of what an agent's rules let through.</summary>
public sealed class ToolRulesTests
{
    private const string NoRule = "";

    [Theory]
    // allow, deny, input, refused
    [InlineData(NoRule, NoRule, """{"command":"ls"}""", false)]
    [InlineData(NoRule, "command=*rm -rf*", """{"command":"ls"}""", false)]
    [InlineData(NoRule, "command=*rm -rf*", """{"command":"cd / && rm -rf x"}""", true)]
    [InlineData(NoRule, "command=*rm -rf*", """{"command":"a\nrm -rf b"}""", true)]
    [InlineData(NoRule, "command=*rm -rf*", """{"other":"rm -rf x"}""", false)]
    [InlineData(NoRule, "command=*rm*", """{"command":"ls","command":"rm"}""", true)]
    [InlineData(NoRule, "command=*rm*", """{"command":"rm","command":"ls"}""", true)]
    [InlineData(NoRule, "command=*rm*", """{"command":["rm","-rf"]}""", true)]
    [InlineData(NoRule, "all", """{}""", true)]
    [InlineData(NoRule, "force", """{"force":false}""", true)]
    [InlineData(NoRule, "force", """{}""", false)]
    [InlineData(NoRule, "force=true", """{"force":true}""", true)]
    [InlineData(NoRule, "force=true", """{"force":false}""", false)]
    [InlineData(NoRule, "depth=1*", """{"depth":15}""", true)]
    [InlineData(NoRule, "a.b=x", """{"a":{"b":"x"}}""", true)]
    [InlineData(NoRule, "a.b=x", """{"a":"x"}""", false)]
    [InlineData(NoRule, "a.b=x", """{"a.b":"x"}""", false)]
    [InlineData(NoRule, "files.*.path=secret*", """{"files":[{"path":"a"},{"path":"secret/b"}]}""", true)]
    [InlineData(NoRule, "*=x", """{"a":1,"b":"x"}""", true)]
    [InlineData(NoRule, "path=secret/*", """{"path":"./secret//key"}""", true)]
    [InlineData(NoRule, "path=secret", """{"path":"secret/."}""", true)]
    [InlineData(NoRule, "path=/etc/*", """{"path":"/etc/passwd"}""", true)]
    [InlineData(NoRule, """options={"a":1}""", """{"options": { "a" : 1 } }""", true)]
    [InlineData("command=git *", NoRule, """{"command":"git status"}""", false)]
    [InlineData("command=git *", NoRule, """{"command":"sudo git status"}""", true)]
    [InlineData("command=git *", NoRule, """{}""", true)]
    [InlineData("command=git *", NoRule, """{"command":"git a","command":"rm"}""", true)]
    [InlineData("command=git *|command=ls", NoRule, """{"command":"ls"}""", false)]
    [InlineData("command=git *", "command=*--force*", """{"command":"git push"}""", false)]
    [InlineData("command=git *", "command=*--force*", """{"command":"git push --force"}""", true)]
    [InlineData("all", "command=rm", """{"command":"ls"}""", false)]
    [InlineData("files.*=src/*", NoRule, """{"files":["src/a","src/b"]}""", false)]
    [InlineData("files.*=src/*", NoRule, """{"files":["src/a","b"]}""", true)]
    [InlineData("files.*=src/*", NoRule, """{"files":[]}""", true)]
    public void Call_OfAToolWithRules_IsRefusedOrNot(string allow, string deny, string input, bool refused)
    {
        var settings = new ToolSettings { Name = "shell", Allow = Rules(allow), Deny = Rules(deny) };
        var refusal = ToolRules.Refuse(settings, "shell", JsonDocument.Parse(input).RootElement);
        Assert.Equal(refused ? "tool_denied" : null, refusal?.Code);
    }

    [Fact]
    public void Call_OfAToolWithoutSettings_Runs() => Assert.Null(ToolRules.Refuse(settings: null, "shell", JsonDocument.Parse("{}").RootElement));

    [Theory]
    [InlineData("command=git *", NoRule)]
    [InlineData(NoRule, "command=*rm*")]
    public void Call_PaddedBeyondWhatIsCompared_IsRefused(string allow, string deny)
    {
        var settings = new ToolSettings { Name = "shell", Allow = Rules(allow), Deny = Rules(deny) };
        var input = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["command"] = "git " + new string(' ', ToolRules.ComparedCharsMax) });
        Assert.Equal("tool_denied", ToolRules.Refuse(settings, "shell", input)?.Code);
    }

    [Fact]
    public void Refusal_NamesTheRuleShortly()
    {
        var settings = new ToolSettings { Name = "shell", Allow = [.. Enumerable.Repeat(new ToolRule { Argument = "command", Matches = new string('x', 199) + "💥*" }, 64)] };
        var refusal = ToolRules.Refuse(settings, "shell", JsonDocument.Parse("""{"command":"ls"}""").RootElement)!;
        Assert.InRange(refusal.Message.Length, 100, 2_000);
        Assert.Contains("'command' fits 'xxx", refusal.Message);
        Assert.DoesNotContain('\ud83d', refusal.Message);
    }

    [Theory]
    [InlineData("github__search", "github__*")]
    [InlineData("github__delete_repo", "github__delete_repo")]
    [InlineData("shell", null)]
    [InlineData("gitlab__x", "git*")]
    public void Settings_OfATool_AreThoseOfItsNameThenOfTheFirstPattern(string tool, string? entry)
    {
        ToolSettings[] entries = [new() { Name = "github__*" }, new() { Name = "git*" }, new() { Name = "github__delete_repo" }];
        Assert.Equal(entry, ToolSettings.Of(entries, tool)?.Name);
    }

    private static ToolRule[]? Rules(string text) => text switch
    {
        NoRule => null,
        "all" => [new ToolRule()],
        _ => [.. text.Split('|').Select(r => r.Split('=', 2)).Select(r => new ToolRule { Argument = r[0], Matches = r.Length > 1 ? r[1] : null })],
    };
}
