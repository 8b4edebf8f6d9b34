using System.Text.Json.Serialization;

namespace Silo.Storage.Journals;

/// <summary>The generated serialiser of a session's labels.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LabelsJson : JsonSerializerContext;
