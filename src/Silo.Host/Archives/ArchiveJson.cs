using System.Text.Json.Serialization;
using Silo.Runtime.Archives;

namespace Silo.Host.Archives;

/// <summary>The generated serialiser of what <c>--json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalFinding))]
[JsonSerializable(typeof(SessionNote))]
[JsonSerializable(typeof(VerifySummary))]
[JsonSerializable(typeof(ExportSummary))]
[JsonSerializable(typeof(ImportSummary))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
