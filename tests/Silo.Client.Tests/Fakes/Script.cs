using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client.Streams;

namespace Silo.Client.Tests.Fakes;

/// <summary>Writes the items of a session as a correct server would, with the real event encoder.</summary>
public sealed class Script
{
    public static readonly SessionId Session = SessionId.Parse("ses_01k9z0000000000000000000aa");
    public static readonly TurnId Turn = TurnId.Parse("trn_01k9z0000000000000000000bb");
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<long, (int Attempt, long Epoch, int Block, int Offset)> _positions = [];
    private long _sequence;

    public List<ScriptItem> Items { get; } = [];

    public long Epoch { get; set; } = 1;

    public long Sequence => _sequence;

    public long Add(EventData data, long step = 0, TurnId? turn = null)
    {
        var stored = EventCodec.Encode(new SessionEvent
        {
            Key = new SessionKey(TenantId.Default, Session),
            Sequence = ++_sequence,
            Time = Time,
            Epoch = Epoch,
            Turn = data is SessionCreated or SessionActivated ? null : turn ?? Turn,
            Step = data is MessageStarted or ToolUseStarted ? _sequence : step,
            Agent = "demo",
            Data = data,
        });
        Items.Add(new ScriptItem(data.Kind, stored.Utf8.ToArray(), Durable: true));
        if (data is MessageStarted or ToolUseStarted) _positions[_sequence] = (1, Epoch, -1, 0);
        if (data is MessageReset reset) _positions[step] = (reset.Attempt, Epoch, -1, 0);
        return _sequence;
    }

    public void Open(long step) => _positions[step] = _positions[step] with { Block = _positions[step].Block + 1, Offset = 0 };

    public void Delta(DeltaKind kind, long step, string text, string? call = null, string? tool = null)
    {
        var at = _positions[step];
        Items.Add(DeltaItem(kind, new OpenPosition(step, at.Epoch, at.Attempt, at.Block, at.Offset), text, call, tool));
        _positions[step] = at with { Offset = at.Offset + Encoding.UTF8.GetByteCount(text) };
    }

    public static ScriptItem DeltaItem(DeltaKind kind, OpenPosition from, string text, string? call = null, string? tool = null)
    {
        var name = kind switch
        {
            DeltaKind.Message => "message.delta",
            DeltaKind.Thought => "thought.delta",
            DeltaKind.ToolUse => "tool_use.delta",
            _ => "tool_result.delta",
        };
        var members = new Dictionary<string, object?>
        {
            ["kind"] = name,
            ["session"] = Session.Value,
            ["turn"] = Turn.Value,
            ["agent"] = "demo",
            ["step"] = from.Step,
            ["epoch"] = from.Epoch,
            ["attempt"] = from.Attempt,
            ["block"] = from.Block,
            ["offset"] = from.Offset,
            ["text"] = text,
        };
        if (call is not null) members["call_id"] = call;
        if (tool is not null) members["tool"] = tool;
        return new ScriptItem(name, JsonSerializer.SerializeToUtf8Bytes(members, Relaxed), Durable: false);
    }

    public void Passing(string name, string json) => Items.Add(new ScriptItem(name, Encoding.UTF8.GetBytes(json), Durable: false));

    public static byte[] Frame(ScriptItem item, string cursor) =>
        [.. Encoding.UTF8.GetBytes($"id: {cursor}\nevent: {item.Name}\ndata: "), .. item.Json, .. "\n\n"u8];

    public IReadOnlyList<StreamItem> Decode() =>
        [.. Items.Select((item, i) => EventFrame.Read(new SseFrame(item.Name, item.Json, $"c{i + 1}")))];

    /// <summary>A whole turn: thoughts, a reset in mid-message, a tool with output, kinds of a later build, characters of every length.</summary>
    public static Script WholeTurn(StopReason stop = StopReason.EndTurn)
    {
        var s = new Script();
        s.Begin("Make the test pass.");
        var m = s.Add(new MessageStarted { Provider = "scripted", Model = "demo-1", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Thought, m, "Let me");
        s.Delta(DeltaKind.Thought, m, " loo");
        s.Epoch = 2;
        s.Add(new SessionActivated { Node = "n1", Start = "s2", Reason = "resume" });
        s.Add(new TurnResumed { InDoubt = [new InDoubtStep(m, "demo-1", null, "run_again")] });
        s.Add(new MessageReset { Attempt = 2, Reason = "restarted" }, m);
        s.Open(m);
        s.Delta(DeltaKind.Thought, m, string.Empty);
        s.Delta(DeltaKind.Thought, m, "Löok: ");
        s.Delta(DeltaKind.Thought, m, "日本 😀\n");
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "I run \"it\".");
        s.Open(m);
        s.Delta(DeltaKind.ToolUse, m, "{\"command\":", "call_1", "shell");
        s.Delta(DeltaKind.ToolUse, m, " \"sh test.sh\"}");
        var input = JsonDocument.Parse("{\"command\":\"sh test.sh\"}").RootElement;
        s.Add(
            new MessageCompleted
            {
                Attempt = 2,
                Blocks = [new ThoughtBlock("Löok: 日本 😀\n"), new TextBlock("I run \"it\"."), new ToolUseBlock("call_1", "shell", input)],
                StopReason = "tool_use",
                Model = "demo-1",
            },
            m);
        s.Add(new UsageRecorded { Attempt = 2, Outcome = "completed", Usage = new Usage { InputTokens = 10, OutputTokens = 5 } }, m);
        var t = s.Add(new ToolUseStarted { CallId = "call_1", Tool = "shell", Input = input, Effect = Effect.Workspace, Key = $"{Session}/{s.Sequence + 1}", Attempt = 1 });
        s.Open(t);
        s.Delta(DeltaKind.ToolResult, t, "ok 1\n");
        s.Delta(DeltaKind.ToolResult, t, "not ok 2\n");
        s.Add(new UnknownData("plan.updated", JsonDocument.Parse("{\"steps\":[1,2]}").RootElement));
        s.Passing("plan.delta", "{\"kind\":\"plan.delta\",\"text\":\"x\"}");
        s.Add(new ToolResultCompleted { CallId = "call_1", Tool = "shell", Status = ToolStatus.Ok, Content = [new TextBlock("ok 1\nnot ok 2\n")], ExitCode = 0 }, t);
        s.Answer("All green now.", stop);
        return s;
    }

    public void Begin(string prompt)
    {
        Add(new SessionCreated { Agent = "demo", Version = "1", Definition = JsonDocument.Parse("{}").RootElement });
        Add(new SessionActivated { Node = "n1", Start = "s1", Reason = "created" });
        Add(new TurnQueued { Prompt = [new TextBlock(prompt)], Position = 0 });
        Add(new TurnStarted());
    }

    public void Answer(string text, StopReason stop = StopReason.EndTurn)
    {
        var m = Add(new MessageStarted { Provider = "scripted", Model = "demo-1", Attempt = 1 });
        Open(m);
        Delta(DeltaKind.Message, m, text[..(text.Length / 2)]);
        Delta(DeltaKind.Message, m, text[(text.Length / 2)..]);
        Add(new MessageCompleted { Attempt = 1, Blocks = [new TextBlock(text)], StopReason = "end_turn", Model = "demo-1" }, m);
        var error = stop is StopReason.Failed or StopReason.PausedLimit ? new EventError("model_refused", "The model said no.") : null;
        Add(new TurnEnded { StopReason = stop, Error = error, Usage = new Usage { InputTokens = 20, OutputTokens = 9, CostMicroUsd = 1234 } });
    }
}
