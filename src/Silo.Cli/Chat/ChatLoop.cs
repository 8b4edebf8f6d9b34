using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Cli.Commands;
using Silo.Cli.Output;
using Silo.Client.Approvals;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Streams;

namespace Silo.Cli.Chat;

/// <summary>A chat on a terminal: one loop that takes keys, the stream and the answers to requests, one after the other, and draws.</summary>
internal sealed class ChatLoop : IAsyncDisposable
{
    private const int InputsMax = 256;
    private static readonly TimeSpan MovedPause = TimeSpan.FromSeconds(1);
    private readonly CommandCall _call;
    private readonly SessionHandle _session;
    private readonly string _agent;
    private readonly ChatState _state = new();
    private readonly ChatScreen _screen;
    private readonly StringBuilder _said = new();
    private readonly Terminal _lines;
    private readonly ItemPrinter _printer;
    private readonly Channel<ChatInput> _inputs = Channel.CreateBounded<ChatInput>(InputsMax);
    private readonly List<Task> _requests = [];
    private readonly SendQueue _sends;
    private volatile bool _isBroken;

    internal ChatLoop(CommandCall call, SessionHandle session, string agent, RawTerminal raw)
    {
        (_call, _session, _agent) = (call, session, agent);
        _screen = new ChatScreen(raw.Write, RawTerminal.Size, call.Terminal.OutputColours);
        _sends = new SendQueue(call.Client.NewIdempotencyKey);
        var writer = new StringWriter(_said) { NewLine = "\n" };
        _lines = new Terminal(writer, writer, call.Terminal.OutputColours, call.Terminal.OutputColours);
        _printer = new ItemPrinter(_lines, raw: false, prompts: true, [], hint: ChatState.Choices);
    }

    /// <summary>Chats until the person leaves.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_call.CancellationToken);
        using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Wake());
        _screen.Open();
        var reading = ReadAsync(stop.Token);
        KeyReader.Start(_inputs.Writer);
        try
        {
            Draw();
            while (await _inputs.Reader.WaitToReadAsync(_call.CancellationToken))
            {
                // All that is there before one drawing: a burst costs one.
                while (_inputs.Reader.TryRead(out var input))
                    if (Take(input, stop.Token) is { } code) return code;
                Draw();
            }

            return ExitCode.Ok;
        }
        finally
        {
            _printer.EndLine();
            Flush();
            _screen.Close();
            await stop.CancelAsync();
            _inputs.Writer.TryComplete();
            await Task.WhenAll([reading, .. _requests]);
        }
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private int? Take(ChatInput input, CancellationToken stop)
    {
        switch (input)
        {
            case ChatInput.Keys { Pressed: var pressed }:
                foreach (var key in pressed)
                    if (Do(_state.Press(key), stop)) return ExitCode.Ok;
                return null;
            case ChatInput.Gone:
                return ExitCode.Ok;
            case ChatInput.Item { Of: StreamItem.Closed closed }:
                Note(
                    closed.Reason switch
                    {
                        FeedClosedReason.Deleted => "The session was deleted.",
                        FeedClosedReason.AccessEnded => "The key was revoked or has expired: come back with another one.",
                        _ => $"The server ended the stream: {Neutral.Line(closed.Name)}.",
                    },
                    Tone.Bad);
                return ExitCode.Api;
            case ChatInput.Item { Of: var item }:
                _printer.Print(item);
                if (item is StreamItem.Event e) _state.Take(e.Decoded);
                return null;
            case ChatInput.Failed { Error: var error }:
                ExceptionDispatchInfo.Throw(error);
                return null;
            case ChatInput.Answered { Action: ChatAction.Send, Error: null }:
                if (_sends.Taken() is { } next) Ask(next, stop);
                return null;
            case ChatInput.Answered { Error: { } error } answered:
                Failed(answered.Action, error, stop);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Does what a key led to; true to leave.</summary>
    private bool Do(ChatAction action, CancellationToken stop)
    {
        switch (action)
        {
            case ChatAction.Leave:
                return true;
            case ChatAction.Say say:
                Note(say.Text, Tone.Dim);
                return false;
            case ChatAction.None:
                return false;
            case ChatAction.Send send when _sends.IsFull:
                Note($"{SendQueue.WaitingMax} texts wait to be sent; say this one when they have been.", Tone.Bad);
                if (_state.Editor.Text.Length == 0) _state.Editor.Set(send.Text);
                return false;
            case ChatAction.Send send:
                if (_sends.Add(send) is { } now) Ask(now, stop);
                return false;
            default:
                Ask(action, stop);
                return false;
        }
    }

    private void Ask(ChatAction action, CancellationToken stop)
    {
        _requests.RemoveAll(r => r.IsCompleted);
        _requests.Add(AskAsync(action, stop));
    }

    private async Task AskAsync(ChatAction action, CancellationToken stop)
    {
        Exception? error = null;
        try
        {
            await (action switch
            {
                ChatAction.Send send => _session.PromptAsync(send.Text, new PromptOptions { Mode = send.Mode, IdempotencyKey = send.IdempotencyKey }, stop),
                ChatAction.Cancel cancel => _session.CancelAsync(new CancelOptions { Task = cancel.Turn }, stop),
                ChatAction.Decide decide => _call.Client.DecideApprovalAsync(
                    decide.Approval, new DecideApprovalOptions { Decision = decide.Decision, Answer = decide.Answer }, stop),
                _ => Task.CompletedTask,
            });
        }
        catch (SiloException e)
        {
            error = e;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await PutAsync(new ChatInput.Answered(action, error), stop);
    }

    private void Failed(ChatAction action, Exception error, CancellationToken stop)
    {
        if (action is ChatAction.Send { Mode: PromptMode.Interject } heard && error is SiloApiException { Code: "cannot_interject" })
        {
            Note("This agent does not listen while it works; it reads that when the turn has ended.", Tone.Dim);
            Ask(_sends.Changed(heard with { Mode = PromptMode.Queue }), stop);
            return;
        }

        var next = error is SiloApiException refused ? NextStep.For(refused) : "It is tried again when you press Enter.";
        Note($"✗ {error.Message}", Tone.Bad);
        Note(next, Tone.Dim);
        if (action is not ChatAction.Send send) return;
        foreach (var behind in _sends.Failed(isUnanswered: error is not SiloApiException)) Note($"Not sent either; Up brings it back: {behind.Text}", Tone.Dim);
        if (_state.Editor.Text.Length == 0) _state.Editor.Set(send.Text);
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        Exception error;
        try
        {
            var options = new ReadOptions
            {
                OnReconnecting = _ => Connected(false),
                OnConnected = () => Connected(true),
            };
            string? cursor = null;
            while (true)
            {
                var hasMoved = false;
                await foreach (var item in _session.ReadAsync(cursor, options, stop))
                {
                    cursor = item.Cursor ?? cursor;
                    hasMoved = item is StreamItem.Closed { Reason: FeedClosedReason.Moved };
                    if (!hasMoved) await PutAsync(new ChatInput.Item(item), stop);
                }

                if (!hasMoved) return;

                // Another node has the session now. This server shows what that one records.
                await Task.Delay(MovedPause, _call.Cli.Time, stop);
            }
        }
        catch (SiloException e)
        {
            error = e;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await PutAsync(new ChatInput.Failed(error), stop);
    }

    private void Connected(bool isConnected)
    {
        _isBroken = !isConnected;
        Wake();
    }

    // When there is no room, a drawing is on its way anyhow.
    private void Wake() => _inputs.Writer.TryWrite(new ChatInput.Wake());

    private async Task PutAsync(ChatInput input, CancellationToken stop)
    {
        try
        {
            await _inputs.Writer.WriteAsync(input, stop);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The chat has ended.
        }
    }

    private void Note(string text, Tone tone)
    {
        _printer.EndLine();
        foreach (var line in text.Split('\n')) _lines.WriteLine(Neutral.Line(line), tone);
    }

    private void Flush()
    {
        if (_said.Length == 0) return;
        _screen.Append(_said.ToString());
        _said.Clear();
    }

    private void Draw()
    {
        Flush();
        var (text, tone) = _state.Status(_isBroken, $"{_agent} · {_session.Id} · /help");
        _screen.Draw(text, tone, _state.Editor);
        _state.Drawn();
    }
}
