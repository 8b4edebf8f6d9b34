using System.Globalization;
using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client.Streams;

namespace Silo.Cli.Output;

/// <summary>Writes a stream as people read it.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="raw">Whether text is written as it came, control characters included.</param>
/// <param name="prompts">Whether prompts are shown; off where the person has just typed it.</param>
/// <param name="seen">Steps of which a piece was shown before, by this process or an earlier one; kept up to date.</param>
/// <param name="hint">Says what can be done about a question; null for the commands that decide it.</param>
internal sealed class ItemPrinter(Terminal terminal, bool raw, bool prompts, HashSet<long> seen, Func<ApprovalRequested, string>? hint = null)
{
    private const string Indent = "  │ ";
    private (long Step, int Block)? _place;
    private bool _lineOpen;

    /// <summary>Whether the last line is not complete yet.</summary>
    internal bool IsLineOpen => _lineOpen;

    internal void Print(StreamItem item)
    {
        switch (item)
        {
            case StreamItem.Delta d:
                Piece(d.Piece);
                break;
            case StreamItem.Event e:
                Event(e.Decoded);
                break;
            default:
                break;
        }

        terminal.Out.Flush();
    }

    /// <summary>Ends a line that is not complete, so that something else can be said.</summary>
    internal void EndLine()
    {
        if (_lineOpen) terminal.WriteLine();
        _lineOpen = false;
        _place = null;
    }

    private void Piece(StreamDelta piece)
    {
        seen.Add(piece.From.Step);

        // The input of a call is shown when the call starts, short.
        if (piece.Kind == DeltaKind.ToolUse || piece.Utf8.IsEmpty) return;
        var place = (piece.From.Step, piece.From.Block);
        if (_place != place) EndLine();
        _place = place;
        var text = Clean(Encoding.UTF8.GetString(piece.Utf8.Span));
        if (piece.Kind == DeltaKind.ToolResult) Indented(text);
        else Flow(text, piece.Kind == DeltaKind.Thought ? Tone.Dim : Tone.Plain);
    }

    private void Event(SessionEvent e)
    {
        switch (e.Data)
        {
            case TurnQueued d when prompts:
                Line("> " + Clean(Texts(d.Prompt)), Tone.Bold);
                break;
            case TurnInterjected d when prompts:
                Line("> " + Clean(Texts(d.Prompt)), Tone.Bold);
                break;
            case SessionActivated { Reason: "resume" } d:
                Line($"… {Neutral.Line(d.Node)} took the session over", Tone.Dim);
                break;
            case MessageReset d:
                seen.Remove(e.Step);
                Line($"… the message begins again ({Neutral.Line(d.Reason)})", Tone.Dim);
                break;
            case MessageCompleted d:
                if (!seen.Remove(e.Step)) Blocks(d.Blocks);
                EndLine();
                break;
            case MessageFailed d:
                seen.Remove(e.Step);
                Line($"✗ {Neutral.Line(d.Error.Message)} ({Neutral.Line(d.Error.Code)})", Tone.Bad);
                break;
            case ToolUseStarted d:
                Line($"● {Neutral.Line(d.Tool)} {ShortJson.Of(d.Input)}".TrimEnd(), Tone.Bold);
                break;
            case ToolUseReset d:
                seen.Remove(e.Step);
                Line($"{Indent}… runs again ({Neutral.Line(d.Reason)})", Tone.Dim);
                break;
            case ArtifactPublished d:
                Line($"{Indent}↓ {Neutral.Line(d.Name)} · {ArtifactText.Of(e, d)}", Tone.Bold);
                break;
            case ToolResultCompleted d:
                ToolResult(e.Step, d);
                break;
            case StateWaiting d:
                var until = d.RetryAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", goes on at {at.UtcDateTime:HH:mm:ss} UTC") : string.Empty;
                Line($"… waiting: {Neutral.Line(d.Detail ?? d.Reason)}{until}", Tone.Dim);
                break;
            case ApprovalRequested d:
                Question(d);
                Line((hint ?? Commands)(d), Tone.Dim);
                break;
            case ApprovalResolved d:
                Line($"… {Neutral.Line(d.Decision)} by {Neutral.Line(d.By)}", Tone.Dim);
                break;
            case TurnEnded d:
                Ended(d);
                break;
            case UnknownData d:
                Line($"[{Neutral.Line(d.Name)}]", Tone.Dim);
                break;
            default:
                break;
        }
    }

    // Whoever decides must be able to see all of what is decided, so nothing of it is cut here.
    private void Question(ApprovalRequested d)
    {
        var whole = Neutral.Seen(ShortJson.Whole(d.Input));
        var isLine = whole.Length <= ShortJson.LengthMax && !whole.Contains('\n', StringComparison.Ordinal);
        Line($"? {Neutral.Line(Neutral.Seen(d.Title))} {(isLine ? Neutral.Line(whole) : string.Empty)}".TrimEnd(), Tone.Ask);
        if (!isLine) Indented(Neutral.Text(whole) + "\n");
        if (d.IsUnseen()) Line($"{Indent}Its input is too long for its event: the chat page shows it whole.", Tone.Dim);
    }

    private static string Commands(ApprovalRequested asked) => string.Join(
        " · ",
        asked.Choices.Where(c => c is "approve" or "reject" or "answer").Select(c => $"silo approvals {c} {asked.Approval}{(c == "answer" ? " <text>" : "")}"));

    private void Blocks(IReadOnlyList<ContentBlock> blocks)
    {
        foreach (var block in blocks)
        {
            EndLine();
            if (block is TextBlock text) Flow(Clean(text.Text ?? Elsewhere(text.Content)), Tone.Plain);
            else if (block is ThoughtBlock { Redacted: null } thought) Flow(Clean(thought.Text ?? string.Empty), Tone.Dim);
        }
    }

    private void ToolResult(long step, ToolResultCompleted d)
    {
        if (!seen.Remove(step))
        {
            EndLine();
            Indented(Clean(Texts(d.Content)));
        }

        if (d.Status == ToolStatus.Ok && d.ExitCode is null or 0)
        {
            EndLine();
            return;
        }

        var exit = d.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $", exit code {code}") : string.Empty;
        var why = d.Error is { } error ? $": {Neutral.Line(error.Message)}" : string.Empty;
        Line($"{Indent}✗ {d.Status.ToString().ToLowerInvariant()}{exit}{why}", Tone.Bad);
    }

    private void Ended(TurnEnded d)
    {
        if (d.Error is { } error)
            Line($"✗ {Neutral.Line(error.Message)} ({Neutral.Line(error.Code)}){(error.Retryable ? " It may work later." : string.Empty)}", Tone.Bad);
        var u = d.Usage;
        var cached = u.CacheReadTokens > 0 ? $" (+ {u.CacheReadTokens:N0} cached)" : string.Empty;
        var cost = u.CostMicroUsd > 0 ? $" · ${u.CostMicroUsd / 1_000_000m:0.0000}" : string.Empty;
        Line($"{ExitCode.Name(d.StopReason)} · {u.InputTokens:N0} tokens in{cached} · {u.OutputTokens:N0} out{cost}", Tone.Dim);
    }

    private void Line(string text, Tone tone)
    {
        EndLine();
        terminal.WriteLine(text, tone);
    }

    private void Flow(string text, Tone tone)
    {
        if (text.Length == 0) return;
        terminal.Write(text, tone);
        _lineOpen = text[^1] != '\n';
    }

    private void Indented(string text)
    {
        foreach (var line in text.LinesWithEnds())
        {
            if (!_lineOpen) terminal.Write(Indent, Tone.Dim);
            terminal.Write(line);
            _lineOpen = line[^1] != '\n';
        }
    }

    private string Clean(string text) => raw ? text : Neutral.Text(text);

    private static string Texts(IReadOnlyList<ContentBlock> blocks) =>
        string.Join('\n', blocks.OfType<TextBlock>().Select(b => b.Text ?? Elsewhere(b.Content)));

    private static string Elsewhere(Silo.Abstractions.Blobs.BlobRef? content) => content is null ? string.Empty : $"[{content.Size:N0} bytes]";
}
