using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Tests.Scripted;

/// <summary>Takes a message as the runtime does, and remembers every piece.</summary>
internal sealed class RecordedMessage : IMessageSink
{
    private readonly List<(DeltaKind Kind, string? CallId, string? Tool, StringBuilder Text)> _blocks = [];

    public List<string> Tokens { get; } = [];

    public Action<string>? OnToken { get; init; }

    public IReadOnlyList<ContentBlock> Blocks => [.. _blocks.Select(Block)];

    public void Open(DeltaKind kind, string? callId = null, string? tool = null) => _blocks.Add((kind, callId, tool, new StringBuilder()));

    public void Append(ReadOnlySpan<char> text)
    {
        _blocks[^1].Text.Append(text);
        Tokens.Add(text.ToString());
        OnToken?.Invoke(Tokens[^1]);
    }

    public void Sign(string? signature, string? redacted = null) => throw new NotSupportedException();

    private static ContentBlock Block((DeltaKind Kind, string? CallId, string? Tool, StringBuilder Text) block) => block.Kind switch
    {
        DeltaKind.Thought => new ThoughtBlock(block.Text.ToString()),
        DeltaKind.ToolUse => new ToolUseBlock(block.CallId!, block.Tool!, JsonDocument.Parse(block.Text.ToString()).RootElement),
        _ => new TextBlock(block.Text.ToString()),
    };
}
