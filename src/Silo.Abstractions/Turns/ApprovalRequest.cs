using System.Text.Json;

namespace Silo.Abstractions.Turns;

/// <summary>A question to a person.</summary>
/// <param name="Title">One line, up to 512 characters.</param>
/// <param name="Schema">The JSON schema of the answer, or null for free text; up to 65,536 characters.</param>
public sealed record ApprovalRequest(string Title, JsonElement? Schema = null)
{
    private const int TitleLengthMax = 512;
    private const int SchemaLengthMax = 64 * 1024;

    /// <summary>Which bound is exceeded; null when none is.</summary>
    public string? Problem() =>
        Title.Length > TitleLengthMax ? $"A question's title has at most {TitleLengthMax} characters, this one {Title.Length}."
        : Schema?.GetRawText().Length > SchemaLengthMax ? $"The schema of an answer has at most {SchemaLengthMax} characters."
        : null;
}
