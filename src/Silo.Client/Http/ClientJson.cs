using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Events;
using Silo.Client.Access;
using Silo.Client.Agents;
using Silo.Client.Approvals;
using Silo.Client.Artifacts;
using Silo.Client.Doctor;
using Silo.Client.Files;
using Silo.Client.Health;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Client.Tasks;

namespace Silo.Client.Http;

/// <summary>The generated serialisers of requests and answers.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = EventLimits.DepthMax + 8,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateSessionBody))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(PromptBody))]
[JsonSerializable(typeof(PromptAnswer))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(TaskInfo))]
[JsonSerializable(typeof(ApprovalInfo))]
[JsonSerializable(typeof(ApprovalPage))]
[JsonSerializable(typeof(DecideBody))]
[JsonSerializable(typeof(FolderListing))]
[JsonSerializable(typeof(UnpackAnswer))]
[JsonSerializable(typeof(ArtifactPage))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(ValidateAgentBody))]
[JsonSerializable(typeof(AgentFileReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(CallerInfo))]
[JsonSerializable(typeof(CreateKeyBody))]
[JsonSerializable(typeof(KeyInfo))]
[JsonSerializable(typeof(KeyPage))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(EventPageBody))]
[JsonSerializable(typeof(BlockContent))]
[JsonSerializable(typeof(StreamToken))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;
