using System.Text.Json.Serialization;

namespace Silo.Load.Running;

/// <summary>The generated serialisers of the load tool.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(CaseResult))]
[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(NewTurn))]
internal sealed partial class LoadJson : JsonSerializerContext;
