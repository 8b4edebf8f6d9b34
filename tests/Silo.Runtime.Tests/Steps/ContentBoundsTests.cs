using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

/// <summary>Promise 7: whatever a model, a tool or a program writes, the step or the turn ends by name, and the session stays usable.</summary>
public sealed class ContentBoundsTests
{
    // Six bytes for one when written as JSON; three for one.
    private static readonly string Controls = new('\u007f', 30 * 1024);
    private static readonly string Emoji = string.Concat(Enumerable.Repeat("😀", 7 * 1024));

    [Fact]
    public async Task Message_WhoseTextGrowsWhenWritten_IsRecordedWhole()
    {
        string[] texts = [Controls, Emoji, Controls, Emoji, "small"];
        await using var host = new TestHost(Message(sink =>
        {
            foreach (var text in texts)
            {
                sink.Open(DeltaKind.Message);
                sink.Append(text);
            }
        }));
        var (session, end) = await RunAsync(host);
        Assert.Equal(StopReason.EndTurn, end.StopReason);
        var blocks = host.Data<MessageCompleted>(session).Single().Blocks.Cast<TextBlock>().ToList();
        Assert.Equal(texts.Length, blocks.Count);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = blocks[i].Text ?? System.Text.Encoding.UTF8.GetString((await host.Blobs.GetAsync(session, blocks[i].Content!, CancellationToken.None))!.Value.Span);
            Assert.Equal(texts[i], text);
        }

        // As few as possible leave the event.
        Assert.Equal("small", blocks[^1].Text);
        Assert.NotNull(blocks[1].Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_WhoseSignaturesDoNotFit_FailsByName(bool redacted)
    {
        await using var host = new TestHost(Message(sink =>
        {
            for (var i = 0; i < 3; i++)
            {
                sink.Open(DeltaKind.Thought);
                sink.Sign(redacted ? null : new string('s', 90_000), redacted ? new string('r', 90_000) : null);
            }
        }));
        var (session, end) = await RunAsync(host);
        Assert.Equal("message_too_large", end.Error!.Code);
        await AssertUsableAsync(host, session);
    }

    [Fact]
    public async Task Call_WithAnEndlessName_FailsByName()
    {
        await using var host = new TestHost(Message(sink => sink.Open(DeltaKind.ToolUse, "c", new string('t', 300_000))));
        var (session, end) = await RunAsync(host);
        Assert.Equal("malformed", end.Error!.Code);
        await AssertUsableAsync(host, session);
    }

    [Fact]
    public async Task Blocks_ByTheHundred_AreRecorded()
    {
        await using var host = new TestHost(Message(sink =>
        {
            for (var i = 0; i < 512; i++)
            {
                sink.Open(DeltaKind.Message);
                sink.Append(new string('x', 1000));
            }
        }));
        var (session, end) = await RunAsync(host);
        Assert.Equal(StopReason.EndTurn, end.StopReason);
        Assert.Equal(512, host.Data<MessageCompleted>(session).Single().Blocks.Count);
    }

    public static TheoryData<string, string> ToolTexts => new()
    {
        { "controls", Controls },
        { "emoji", Emoji },
        { "long", new string('\u0001', 300_000) },
    };

    [Theory]
    [MemberData(nameof(ToolTexts))]
    public async Task Tool_Writing_NeverBreaksTheSession(string what, string text)
    {
        var tool = new FakeTool("work", Effect.Pure, (_, _) => Task.FromResult(new ToolResult(ToolStatus.Ok, text) { Error = new EventError(text, text) }));
        var limits = new Silo.Abstractions.Agents.AgentLimits { ToolOutputBytesMax = 200_000 };
        await using var host = new TestHost(Programs.Use("work"), tools: [tool]);
        var (session, end) = await RunAsync(host, TestHost.Agent("work") with { Limits = limits });
        Assert.True(end.StopReason == StopReason.EndTurn, what);
        Assert.Equal(ToolStatus.Ok, host.Data<ToolResultCompleted>(session).Single().Status);
        await AssertUsableAsync(host, session);
    }

    [Fact]
    public async Task HalfACharacter_FromAToolOrAModel_NeverBreaksTheSession()
    {
        var half = "before \ud83d after"[..8];
        var tool = new FakeTool("work", Effect.Pure, (_, _) => Task.FromResult(new ToolResult(ToolStatus.Ok, half) { Error = new EventError("half", half) }));
        await using var host = new TestHost(
            async (turn, _) =>
            {
                await turn.ToolsAsync([Programs.Call("c1", "work")]);
                await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
                {
                    sink.Open(DeltaKind.Message);
                    sink.Append(half);
                    return Task.FromResult(new MessageResult(half, half, Usage.None));
                });
                return Programs.EndTurn;
            },
            tools: [tool]);
        var (session, _) = await RunAsync(host, TestHost.Agent("work"));
        Assert.Equal("before \ufffd", ((TextBlock)host.Data<ToolResultCompleted>(session).Single().Content[0]).Text);
        Assert.Single(host.Data<SessionActivated>(session));
    }

    [Fact]
    public async Task Tool_ThrowingABook_NeverBreaksTheSession()
    {
        var tool = new FakeTool("work", Effect.Pure, (_, _) => throw new IOException(new string('\u0001', 500_000) + "\ud83d"));
        await using var host = new TestHost(Programs.Use("work"), tools: [tool]);
        var (session, end) = await RunAsync(host, TestHost.Agent("work"));
        Assert.Equal(StopReason.EndTurn, end.StopReason);
        Assert.Equal(ToolStatus.Error, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Model_NamingItselfEndlessly_FailsTheCallByName()
    {
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), (_, _, _) => Task.FromResult(new MessageResult(new string('s', 300_000), "m", Usage.None)));
            return Programs.EndTurn;
        });
        var (session, end) = await RunAsync(host);
        Assert.Equal("message_too_large", end.Error!.Code);
        await AssertUsableAsync(host, session);
    }

    [Fact]
    public async Task Program_AskingForWhatCannotBeRecorded_FailsItsTurnByName()
    {
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", new string('m', 300_000)), (_, _, _) => throw new InvalidOperationException("Never called."));
            return Programs.EndTurn;
        });
        var (session, end) = await RunAsync(host);
        Assert.Equal("program_failed", end.Error!.Code);
        await AssertUsableAsync(host, session);
    }

    [Fact]
    public async Task Prompt_TooLargeForAnEvent_IsRefusedByNameAndOthersAreNot()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var refused = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session, new string('p', 300_000)));
        Assert.Equal("prompt_too_large", refused.Code);
        await AssertUsableAsync(host, session);
        Assert.Single(host.Data<SessionActivated>(session));
    }

    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Message(Action<IMessageSink> write) => async (turn, _) =>
    {
        await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
        {
            write(sink);
            return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
        });
        return Programs.EndTurn;
    };

    private static async Task<(Silo.Abstractions.Identity.SessionKey Session, TurnEnded End)> RunAsync(TestHost host, Silo.Abstractions.Agents.AgentDefinition? agent = null)
    {
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        return (session, host.Data<TurnEnded>(session).Single());
    }

    private static async Task AssertUsableAsync(TestHost host, Silo.Abstractions.Identity.SessionKey session)
    {
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Single(host.Data<SessionActivated>(session));
    }
}
