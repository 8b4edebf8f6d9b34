namespace Silo.Operating.Tests.Telemetry;

/// <summary>A span as it was exported. Ids in lower-case hexadecimal; the parent's is empty where there is none.</summary>
internal sealed record SentSpan(
    string Source, string Name, string Trace, string Id, string Parent, string State, int Kind, bool IsError, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces);
