using System.Text.Json.Serialization;
using Silo.Edge.Http.Agents;
using Silo.Edge.Http.Approvals;
using Silo.Edge.Http.Keys;
using Silo.Edge.Http.Login;
using Silo.Edge.Http.Sessions;
using Silo.Edge.Http.Turns;

namespace Silo.Edge.Http.Requests;

/// <summary>The generated readers of request bodies. Strict: what is not understood is refused, not guessed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CreateSessionBody))]
[JsonSerializable(typeof(PromptBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(CreateKeyBody))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(ValidateAgentBody))]
[JsonSerializable(typeof(SessionFilterBody))]
internal sealed partial class RequestJson : JsonSerializerContext;
