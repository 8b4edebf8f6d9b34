using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Edge.Http.Agents;
using Silo.Edge.Http.Approvals;
using Silo.Edge.Http.Artifacts;
using Silo.Edge.Http.Audit;
using Silo.Edge.Http.Doctor;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Files;
using Silo.Edge.Http.Health;
using Silo.Edge.Http.Keys;
using Silo.Edge.Http.Login;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;
using Silo.Edge.Http.Turns;

namespace Silo.Edge.Http.Responses;

/// <summary>The generated writers of response bodies.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(SessionListBody))]
[JsonSerializable(typeof(AcceptedBody))]
[JsonSerializable(typeof(TaskBody))]
[JsonSerializable(typeof(CancellingBody))]
[JsonSerializable(typeof(FolderBody))]
[JsonSerializable(typeof(UnpackedBody))]
[JsonSerializable(typeof(ArtifactListBody))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(ApprovalListBody))]
[JsonSerializable(typeof(AgentListBody))]
[JsonSerializable(typeof(AgentValidationBody))]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
[JsonSerializable(typeof(DoctorBody))]
[JsonSerializable(typeof(StreamTokenBody))]
[JsonSerializable(typeof(WhoAmIBody))]
[JsonSerializable(typeof(BlockBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyListBody))]
[JsonSerializable(typeof(AuditListBody))]
internal sealed partial class ResponseJson : JsonSerializerContext
{
    /// <summary>Writes readable text: the bodies are JSON by content type and nosniff, and never stand in HTML.</summary>
    public static ResponseJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
