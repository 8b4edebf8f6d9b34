using System.Security.Cryptography;
using System.Text;
using Silo.FakeModel.Scripts;

namespace Silo.FakeModel.Wire;

/// <summary>A reply that is about to be sent: the script's words with ids, signature and usage filled in.</summary>
internal sealed record Planned
{
    internal const string DetourPrefix = "redo_";

    private readonly FakeReply _reply;

    internal Planned(FakeReply reply, ModelRequest request, bool detour)
    {
        _reply = reply;
        Model = request.Model;
        Id = $"fake_{request.Assistants.Count}";
        Calls = [.. reply.Tools.Select((t, n) => new SentCall(t.Id ?? $"{(detour ? DetourPrefix : "call_")}{request.Assistants.Count}_{n}", t.Name, t.Text))];
        Tokens = TokensOf(reply);
        Usage = reply.Usage ?? new FakeUsage { InputTokens = Math.Max(1, request.Bytes / 4), OutputTokens = Math.Max(1, Tokens) };
        StreamUsage = request.StreamUsage;
    }

    internal string Id { get; }

    internal string Model { get; }

    internal IReadOnlyList<SentCall> Calls { get; }

    internal int Tokens { get; }

    internal FakeUsage Usage { get; }

    internal bool StreamUsage { get; }

    internal string? Thinking => _reply.Thinking;

    internal string? Text => _reply.Text;

    internal bool Interleave => _reply.InterleaveTools;

    internal string Stop => _reply.Stop;

    internal string? Redacted => _reply.RedactedThinkingBytes is { } bytes ? RedactedData(bytes) : null;

    /// <summary>What the server signs its thinking with, so that it can tell later whether it came back verbatim.</summary>
    internal static string SignatureOf(string thinking) =>
        "sig" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("fake-model:" + thinking)));

    internal static bool IsRedactedData(string data) => data.StartsWith("redacted", StringComparison.Ordinal) && data == RedactedData(data.Length);

    private static string RedactedData(int bytes) => "redacted".PadRight(bytes, '+');

    private static int TokensOf(FakeReply reply) =>
        Wire.Tokens.OfText(reply.Thinking ?? string.Empty).Count()
        + Wire.Tokens.OfText(reply.Text ?? string.Empty).Count()
        + reply.Tools.Sum(t => Wire.Tokens.OfInput(t.Text).Count());
}
