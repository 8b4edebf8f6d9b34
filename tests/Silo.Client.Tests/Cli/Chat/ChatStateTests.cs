using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Cli.Chat;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli.Chat;

public sealed class ChatStateTests
{
    private static readonly ApprovalId First = ApprovalId.Parse("apr_01k9z0000000000000000000c1", null);
    private static readonly ApprovalId Second = ApprovalId.Parse("apr_01k9z0000000000000000000c2", null);

    [Fact]
    public void Enter_WithoutATurn_Queues_WithOne_Interjects()
    {
        var state = new ChatState();
        Assert.Equal(new ChatAction.Send("go", PromptMode.Queue), Type(state, "go"));
        state.Take(Event(new TurnStarted()));
        Assert.Equal(new ChatAction.Send("more", PromptMode.Interject), Type(state, "more"));
        Assert.Equal(new ChatAction.Cancel(Script.Turn), state.Press(new Key(KeyKind.Escape)));
        state.Take(Event(new TurnEnded { StopReason = StopReason.EndTurn, Usage = Usage.None }));
        Assert.Equal(new ChatAction.Send("again", PromptMode.Queue), Type(state, "again"));
        Assert.Equal(new ChatAction.None(), state.Press(new Key(KeyKind.Escape)));
    }

    [Fact]
    public void Answer_WrittenBeforeItsQuestion_IsNotSentUntilItIsPressedAgain()
    {
        var state = new ChatState();
        state.Take(Event(new TurnStarted()));
        state.Press(new Key(KeyKind.Text, "y"));
        state.Take(Event(Asked(First, "approve", "reject")));
        Assert.IsType<ChatAction.Say>(state.Press(new Key(KeyKind.Enter)));
        state.Drawn();
        Assert.Equal(new ChatAction.Decide(First, "approve", null), state.Press(new Key(KeyKind.Enter)));
    }

    [Fact]
    public void Answer_WrittenBeforeItsQuestionWasDrawn_IsNotSent()
    {
        var state = new ChatState();
        state.Take(Event(new TurnStarted()));
        state.Drawn();
        state.Take(Event(Asked(First, "approve", "reject")));
        Assert.IsType<ChatAction.Say>(Type(state, "y"));
        Assert.IsType<ChatAction.Say>(state.Press(new Key(KeyKind.Enter)));
        state.Drawn();
        Assert.Equal(new ChatAction.Decide(First, "approve", null), state.Press(new Key(KeyKind.Enter)));
    }

    [Fact]
    public void Answer_ToAQuestionThatAnotherFollows_DecidesNotTheOther()
    {
        var state = new ChatState();
        state.Take(Event(new TurnStarted()));
        state.Take(Event(Asked(First, "approve", "reject")));
        state.Take(Event(Asked(Second, "approve", "reject")));
        state.Drawn();
        state.Press(new Key(KeyKind.Text, "y"));
        state.Take(Event(new ApprovalResolved { Approval = First, Decision = "reject", By = "ann" }));
        Assert.IsType<ChatAction.Say>(state.Press(new Key(KeyKind.Enter)));
        Assert.Equal(Second, state.Asked!.Approval);
    }

    [Fact]
    public void Text_ToAQuestion_AnswersWhereThatIsAChoice_ElseGoesToTheAgent()
    {
        var state = new ChatState();
        state.Take(Event(new TurnStarted()));
        state.Take(Event(Asked(First, "approve", "reject")));
        Assert.Equal(new ChatAction.Send("use port 80", PromptMode.Interject), Type(state, "use port 80"));
        state.Take(Event(new ApprovalResolved { Approval = First, Decision = "withdrawn", By = "silo" }));
        state.Take(Event(Asked(Second, "answer")));
        state.Drawn();
        Assert.Equal(new ChatAction.Decide(Second, "answer", "n"), Type(state, "n"));
    }

    [Fact]
    public void Yes_ToWhatNobodyCanSee_ApprovesNothingAndIsNotSaid()
    {
        var state = new ChatState();
        state.Take(Event(new TurnStarted()));
        state.Take(Event(Asked(First, "approve", "reject") with { Tool = "shell" }));
        state.Drawn();
        Assert.Contains("silo approvals approve", Assert.IsType<ChatAction.Say>(Type(state, "y")).Text, StringComparison.Ordinal);
        Assert.Equal(string.Empty, state.Editor.Text);
        Assert.Equal(new ChatAction.Decide(First, "reject", null), Type(state, "n"));
    }

    [Fact]
    public void Interrupt_TwiceInARow_Leaves()
    {
        var state = new ChatState();
        state.Press(new Key(KeyKind.Text, "x"));
        Assert.Equal(new ChatAction.None(), state.Press(new Key(KeyKind.Interrupt)));
        Assert.Equal("", state.Editor.Text);
        state.Press(new Key(KeyKind.Text, "y"));
        Assert.Equal(new ChatAction.None(), state.Press(new Key(KeyKind.Interrupt)));
        Assert.Equal(new ChatAction.Leave(), state.Press(new Key(KeyKind.Interrupt)));
    }

    private static ChatAction Type(ChatState state, string text)
    {
        state.Press(new Key(KeyKind.Text, text));
        return state.Press(new Key(KeyKind.Enter));
    }

    private static ApprovalRequested Asked(ApprovalId id, params string[] choices) => new() { Approval = id, Reason = "policy", Title = "t", Choices = choices };

    private static SessionEvent Event(EventData data) => new()
    {
        Key = new SessionKey(TenantId.Default, Script.Session),
        Sequence = 1,
        Time = DateTimeOffset.UnixEpoch,
        Epoch = 1,
        Turn = Script.Turn,
        Agent = "demo",
        Data = data,
    };
}
