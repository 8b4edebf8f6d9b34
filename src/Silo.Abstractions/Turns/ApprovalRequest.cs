using System.Text.Json;

namespace Silo.Abstractions.Turns;

/// <summary>A question to a person.</summary>
/// <param name="Title">One line, up to 512 characters.</param>
/// <param name="Schema">The JSON schema of the answer, or null for free text.</param>
public sealed record ApprovalRequest(string Title, JsonElement? Schema = null);
