using System.Text;
using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Turns;

/// <summary>The bounds of a prompt.</summary>
internal static class PromptRules
{
    public const int BlocksMax = 64;
    public const int BytesMax = 200 * 1024;
    public const long DeadlineMsMin = 1_000;
    public const long DeadlineMsMax = 2_592_000_000;

    /// <exception cref="ProblemException">It is absent, empty, or larger than a prompt may be.</exception>
    public static IReadOnlyList<string> Blocks(PromptText? prompt)
    {
        if (prompt is null) throw Invalid("'prompt' is needed: a string, or a list of {\"type\":\"text\",\"text\":\"…\"}.");
        var blocks = prompt.Blocks;
        if (blocks.Count == 0 || blocks.Any(string.IsNullOrEmpty)) throw Invalid("A prompt has at least one block, and no empty one.");
        if (blocks.Count > BlocksMax)
            throw new Problem(ProblemCodes.PromptTooLarge, $"A prompt may have {BlocksMax} blocks.") { Limit = "prompt_blocks_max", Value = BlocksMax }.ToException();
        if (blocks.Sum(Encoding.UTF8.GetByteCount) > BytesMax)
            throw new Problem(ProblemCodes.PromptTooLarge, $"A prompt may have {BytesMax} bytes. Put what is longer into the session's files.") { Limit = "prompt_bytes_max", Value = BytesMax }.ToException();
        return blocks;
    }

    /// <exception cref="ProblemException">It is no mode.</exception>
    public static PromptMode Mode(string? mode) => mode switch
    {
        null or "queue" => PromptMode.Queue,
        "interject" => PromptMode.Interject,
        _ => throw Invalid("'mode' must be queue or interject."),
    };

    /// <exception cref="ProblemException">It is out of range.</exception>
    public static TimeSpan? Deadline(long? milliseconds) => milliseconds switch
    {
        null => null,
        >= DeadlineMsMin and <= DeadlineMsMax => TimeSpan.FromMilliseconds(milliseconds.Value),
        _ => throw Invalid("'deadline_ms' must be 1,000 to 2,592,000,000 (30 days)."),
    };

    private static ProblemException Invalid(string detail) => new Problem(ProblemCodes.BodyInvalid, detail).ToException();
}
