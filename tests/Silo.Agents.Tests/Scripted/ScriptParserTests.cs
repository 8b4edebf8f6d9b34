using Silo.Abstractions.Agents;
using Silo.Agents.Scripted;
using Xunit;

namespace Silo.Agents.Tests.Scripted;

public sealed class ScriptParserTests
{
    [Theory]
    [InlineData("speed: 1", "settings.replies: is missing; expected a list of 1 to 1000 replies")]
    [InlineData("speed: 0\nreplies: [{text: a}]", "settings.speed: '0' is out of range; allowed: 0.01 to 1000")]
    [InlineData("pace: 1\nreplies: [{text: a}]", "settings.pace: is not a setting; allowed here: speed, per_second, replies, rules, interjected")]
    [InlineData("replies: [a]", "settings.replies[0]: 'a' expected a mapping|settings.replies: is missing; expected a list of 1 to 1000 replies")]
    [InlineData("replies: [{}]", "settings.replies[0].text: is missing; a reply has at least one of thought, text, tokens, calls")]
    [InlineData("replies: [{text: a, delay: 5}]", "settings.replies[0].delay: '5' expected a number and one of ms, s, m, h, d, such as 500ms or 30s; allowed: 0s to 1h")]
    [InlineData("replies: [{text: 'a {{time}}'}]", "settings.replies[0].text: 'time' is not a variable; allowed: prompt, result, interjection, number, session, turn")]
    [InlineData("replies: [{text: a, stop: now}]", "settings.replies[0].stop: 'now' is not known; allowed: end_turn, max_tokens, refusal")]
    [InlineData("replies: [{tokens: {bytes: 4, stamp: true}}]", "settings.replies[0].tokens.bytes: '4' is out of range; allowed: 5 to 65536")]
    [InlineData("replies: [{calls: [{tool: grep}]}, {text: a}]", "settings.replies[0].calls[0].tool: 'grep' is not among the agent's tools; allowed: shell, list")]
    [InlineData("replies: [{calls: [{tool: list, input: a}]}, {text: a}]", "settings.replies[0].calls[0].input: 'a' expected a mapping")]
    [InlineData("replies: [{calls: [{tool: list}]}]", "settings.replies[0]: is the last and calls tools; add a reply without calls, or next")]
    [InlineData("replies: [{text: a, repeat: 2}]", "settings.replies[0].repeat: '2' needs calls; a reply without calls ends the turn")]
    [InlineData("replies: [{text: a, next: b}]", "settings.replies[0].next: 'b' is not the name of a reply; allowed: ")]
    [InlineData("replies: [{text: a, name: b}, {text: a, name: b}]", "settings.replies[1].name: 'b' is taken; a name is used once, and start is the beginning of the turn")]
    [InlineData("replies: [{text: a, again: true}, {text: b}]", "settings.replies[0].again: 'true' has nothing to repeat; allowed in the reply of a rule")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {prompt: b}, reply: {text: c}}]", "settings.rules[0].when: is too wide; expected at least one of after, tool, status, text")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {status: gone}, reply: {text: c}}]", "settings.rules[0].when.status: 'gone' is not known; allowed: ok, error, interrupted, refused, cancelled, timed_out|settings.rules[0].when: is too wide; expected at least one of after, tool, status, text")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {status: ok}}]", "settings.rules[0].reply: is missing; a rule has at least one of reply, next")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {after: b, status: ok}, reply: {text: c}}]", "settings.rules[0].when.after: 'b' is not the name of a reply; allowed: ")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {after: start}, reply: {again: true}}]", "settings.rules[0].reply.again: needs a result to repeat; expected at least one of tool, status, text in when")]
    [InlineData("replies: [{text: a}]\nrules: [{when: {status: ok}, reply: {text: b, repeat: 2, calls: [{tool: list}]}}]", "settings.rules[0].reply: 'reply' has name, next or repeat; those belong to the list of replies, next to the rule")]
    public void Validate_AWrongScript_NamesEverySettingItsValueAndWhatIsAllowed(string settings, string expected) =>
        Assert.Equal(expected.Split('|'), new ScriptedDriver(new ManualClock()).Validate(ScriptedAgent.Read(settings)));

    [Fact]
    public async Task Open_AScriptThatThisHostCannotRead_IsUnavailable()
    {
        var turn = new FakeTurn(ScriptedAgent.Read("replies: []"), "go");

        var thrown = await Assert.ThrowsAsync<AgentUnavailableException>(
            () => new ScriptedDriver(new ManualClock()).OpenAsync(turn.Session, turn.Agent, TestContext.Current.CancellationToken));

        Assert.Equal("agent_invalid", thrown.Code);
    }
}
