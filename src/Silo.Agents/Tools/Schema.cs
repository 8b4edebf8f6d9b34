using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Silo.Agents.Tools;

/// <summary>Reads the JSON schemas that stand in the tools' code.</summary>
internal static class Schema
{
    internal static JsonElement Parse([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
