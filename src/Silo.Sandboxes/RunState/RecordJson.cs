using System.Text.Json.Serialization;
using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.RunState;

/// <summary>The encoding of records.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CommandRecord))]
[JsonSerializable(typeof(ProcessIdentity))]
internal sealed partial class RecordJson : JsonSerializerContext;
