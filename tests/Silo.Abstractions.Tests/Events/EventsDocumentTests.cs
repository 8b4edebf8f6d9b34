using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Xunit;

namespace Silo.Abstractions.Tests.Events;

/// <summary>docs/protocol/events.md says what the code does: every kind has an example, and every example is exact.</summary>
public sealed partial class EventsDocumentTests
{
    private static readonly string Document = RepositoryFiles.Read("docs/protocol/events.md");

    public static TheoryData<string> Kinds => [.. EventKinds.All.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Document_EveryKind_HasAnExactExampleUnderItsHeading(string kind)
    {
        var example = Assert.Single(Examples(), e => e.Heading == kind);
        var compact = Compact(example.Json);

        var decoded = EventCodec.Decode(new StoredEvent(0, kind, compact));

        Assert.IsNotType<UnknownData>(decoded.Data);
        Assert.Equal(kind, decoded.Data.Kind);
        Assert.Equal(Encoding.UTF8.GetString(compact), Encoding.UTF8.GetString(EventCodec.Encode(decoded).Utf8.Span));
    }

    [Fact]
    public void Document_Examples_AreOfKnownKindsOnly() =>
        Assert.Equal(EventKinds.All.Order(StringComparer.Ordinal), Examples().Select(e => e.Heading).Order(StringComparer.Ordinal));

    [Fact]
    public void Document_Definition_IsAWholeAgentDefinition()
    {
        var example = Examples().Single(e => e.Heading == SessionCreated.KindName);
        var created = (SessionCreated)EventCodec.Decode(new StoredEvent(1, SessionCreated.KindName, Compact(example.Json))).Data;

        var definition = AgentJson.FromElement(created.Definition);

        Assert.Equal(created.Definition.GetRawText(), AgentJson.ToElement(definition).GetRawText());
    }

    [Fact]
    public void Document_Limits_AreThoseOfTheCode()
    {
        Assert.Contains("at most 256 kib", Document, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(256 * 1024, EventLimits.EventBytesMax);
        Assert.Contains("Text above 32 KiB", Document, StringComparison.Ordinal);
        Assert.Equal(32 * 1024, EventLimits.InlineTextBytesMax);
        Assert.Contains("| `v` | The format version: 1. |", Document, StringComparison.Ordinal);
        Assert.Equal(1, EventLimits.FormatVersion);
    }

    private static IEnumerable<(string Heading, string Json)> Examples() =>
        Example().Matches(Document).Select(m => (m.Groups["heading"].Value, m.Groups["json"].Value));

    private static byte[] Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.RootElement.WriteTo(writer);
        return stream.ToArray();
    }

    [GeneratedRegex("^### (?<heading>\\S+)\n\n(?:(?!^#|^```).*\n)*```json\n(?<json>(?:.*\n)*?)```$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Example();
}
