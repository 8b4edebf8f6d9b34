using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Cli.Output;

namespace Silo.Cli.Chat;

/// <summary>What of a session a chat has to know, and what each key means in it. No I/O, no clock.</summary>
internal sealed class ChatState
{
    internal const string Help =
        "Enter sends; while the agent works, it hears it before its next step. Esc cancels the turn. Alt-Enter begins a new line. Up and Down bring back what was sent.\n"
        + "When it asks: y and Enter approves, n and Enter rejects, other text answers a question.\n"
        + "/help shows this, /cancel cancels the turn, /quit leaves, and so do Ctrl-D and Ctrl-C twice. The session stays, and a running turn goes on.";

    private readonly List<ApprovalRequested> _open = [];
    private ApprovalId? _drawnFor;
    private ApprovalId? _toldOf;
    private ApprovalId? _writtenFor;
    private bool _interrupted;

    /// <summary>The person's line.</summary>
    internal LineEditor Editor { get; } = new();

    /// <summary>The turn that runs; null for none.</summary>
    internal TurnId? Running { get; private set; }

    /// <summary>What the turn waits for; null for nothing.</summary>
    internal ApprovalRequested? Asked => _open.Count > 0 ? _open[0] : null;

    /// <summary>Takes a recorded event.</summary>
    internal void Take(SessionEvent e)
    {
        switch (e.Data)
        {
            case TurnStarted or TurnResumed:
                Running = e.Turn;
                break;
            case TurnEnded when e.Turn == Running:
                Running = null;
                _open.Clear();
                break;
            case ApprovalRequested d:
                _open.Add(d);
                break;
            case ApprovalResolved d:
                _open.RemoveAll(a => a.Approval == d.Approval);
                break;
            default:
                break;
        }
    }

    /// <summary>What was taken stands on the screen: from now on keys may be meant for it.</summary>
    internal void Drawn()
    {
        _drawnFor = Asked?.Approval;
        if (_toldOf is not null && _toldOf == _drawnFor) _writtenFor = _drawnFor;
        _toldOf = null;
    }

    /// <summary>Takes a key.</summary>
    internal ChatAction Press(Key key)
    {
        var interrupted = _interrupted;
        _interrupted = false;
        switch (key.Kind)
        {
            case KeyKind.Enter:
                return Enter();
            case KeyKind.Escape:
                return Cancel() is { } cancel ? cancel : Clear();
            case KeyKind.Interrupt when interrupted:
                return new ChatAction.Leave();
            case KeyKind.Interrupt:
                _interrupted = true;
                return Clear();
            case KeyKind.EndOfInput when Editor.Text.Length == 0:
                return new ChatAction.Leave();
            default:
                if (Editor.Text.Length == 0) _writtenFor = _drawnFor;
                Editor.Apply(key);
                return new ChatAction.None();
        }
    }

    /// <summary>One line about where things stand.</summary>
    /// <param name="isBroken">Whether the server is gone for the moment.</param>
    /// <param name="idle">What to say when nothing runs.</param>
    internal (string Text, Tone Tone) Status(bool isBroken, string idle) =>
        _interrupted ? ("Ctrl-C again leaves; the session stays.", Tone.Ask)
        : isBroken ? ("… the server is gone; trying again", Tone.Bad)
        : Asked is { } asked ? ($"? {asked.Title} — {Choices(asked)}", Tone.Ask)
        : Running is not null ? ("● working · Esc cancels · what you say now goes to the agent", Tone.Dim)
        : (idle, Tone.Dim);

    /// <summary>What a person can type about a question.</summary>
    internal static string Choices(ApprovalRequested asked) => string.Join(" · ", new[]
    {
        asked.Choices.Contains("approve") && !asked.IsUnseen() ? "y approves" : null,
        asked.Choices.Contains("reject") ? "n rejects" : null,
        asked.Choices.Contains("answer") ? "text answers" : null,
    }.OfType<string>());

    /// <summary>What a text decides about a question; null when it decides nothing.</summary>
    internal static ChatAction.Decide? Decision(ApprovalRequested asked, string text)
    {
        var decision = text.Trim().ToLowerInvariant() switch
        {
            "y" or "yes" when asked.Choices.Contains("approve") => asked.IsUnseen() ? null : "approve",
            "n" or "no" when asked.Choices.Contains("reject") => "reject",
            _ when asked.Choices.Contains("answer") => "answer",
            _ => null,
        };
        return decision is null ? null : new ChatAction.Decide(asked.Approval, decision, decision == "answer" ? text : null);
    }

    private ChatAction Enter()
    {
        var text = Editor.Text;
        switch (text.Trim())
        {
            case "":
                return new ChatAction.None();
            case "/help":
                Editor.Take();
                return new ChatAction.Say(Help);
            case "/quit":
                return new ChatAction.Leave();
            case "/cancel":
                Editor.Take();
                return Cancel() is { } ends ? ends : new ChatAction.Say("No turn runs.");
        }

        if (Asked is { } asked && Decision(asked, text) is { } decide)
        {
            if (_writtenFor != asked.Approval)
            {
                // A "y" for one question must not approve the next one, which came while the finger was on its way, or is not on the screen yet.
                _toldOf = asked.Approval;
                return new ChatAction.Say("The question came while you wrote. Look at it; Enter sends your answer.");
            }

            Editor.Take();
            return decide;
        }

        // Never said to the agent: it was meant as a decision.
        if (Asked is { } unseen && unseen.IsUnseen() && unseen.Choices.Contains("approve") && text.Trim().ToLowerInvariant() is "y" or "yes")
        {
            Editor.Take();
            return new ChatAction.Say($"What would run is too long to be shown here, so it cannot be approved here. See it on the chat page; or: silo approvals approve {unseen.Approval}");
        }

        Editor.Take();
        return new ChatAction.Send(text, Running is null ? PromptMode.Queue : PromptMode.Interject);
    }

    private ChatAction.Cancel? Cancel() => Running is { } turn ? new ChatAction.Cancel(turn) : null;

    private ChatAction.None Clear()
    {
        Editor.Set(string.Empty);
        return new ChatAction.None();
    }
}
