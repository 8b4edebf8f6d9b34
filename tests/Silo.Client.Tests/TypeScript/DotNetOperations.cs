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

namespace Silo.Client.Tests.TypeScript;

/// <summary>Where the .NET client has each operation of the API, or that it has none and why.</summary>
internal static class DotNetOperations
{
    public static IReadOnlyDictionary<string, (Type? Type, string Method)> All { get; } = new Dictionary<string, (Type?, string)>(StringComparer.Ordinal)
    {
        ["createSession"] = (typeof(SiloClient), nameof(SiloClient.CreateSessionAsync)),
        ["listSessions"] = (typeof(SiloClient), nameof(SiloClient.ListSessionsAsync)),
        ["getSession"] = (typeof(SessionHandle), nameof(SessionHandle.GetAsync)),
        ["deleteSession"] = (typeof(SessionHandle), nameof(SessionHandle.DeleteAsync)),
        ["prompt"] = (typeof(SessionHandle), nameof(SessionHandle.PromptAsync)),
        ["cancel"] = (typeof(SessionHandle), nameof(SessionHandle.CancelAsync)),
        ["getTask"] = (typeof(TaskHandle), nameof(TaskHandle.GetAsync)),
        ["readEvents"] = (typeof(SessionHandle), nameof(SessionHandle.ReadPageAsync)),
        ["readBlock"] = (typeof(SessionHandle), nameof(SessionHandle.ReadBlockAsync)),
        ["issueStreamToken"] = (typeof(SessionHandle), nameof(SessionHandle.IssueStreamTokenAsync)),
        ["readFile"] = (typeof(SessionFiles), nameof(SessionFiles.GetAsync)),
        ["writeFile"] = (typeof(SessionFiles), nameof(SessionFiles.PutAsync)),
        ["removeFile"] = (typeof(SessionFiles), nameof(SessionFiles.DeleteAsync)),
        ["listArtifacts"] = (typeof(SessionHandle), nameof(SessionHandle.ListArtifactsAsync)),
        ["readArtifact"] = (typeof(SessionHandle), nameof(SessionHandle.GetArtifactAsync)),
        ["listApprovals"] = (typeof(SiloClient), nameof(SiloClient.ListApprovalsAsync)),
        ["decideApproval"] = (typeof(SiloClient), nameof(SiloClient.DecideApprovalAsync)),
        ["listAgents"] = (typeof(SiloClient), nameof(SiloClient.ListAgentsAsync)),
        ["validateAgent"] = (typeof(SiloClient), nameof(SiloClient.ValidateAgentAsync)),
        ["login"] = (null, "cookies are for the server's own pages"),
        ["logout"] = (null, "cookies are for the server's own pages"),
        ["whoAmI"] = (typeof(SiloClient), nameof(SiloClient.WhoAmIAsync)),
        ["createKey"] = (typeof(SiloClient), nameof(SiloClient.CreateKeyAsync)),
        ["listKeys"] = (typeof(SiloClient), nameof(SiloClient.ListKeysAsync)),
        ["revokeKey"] = (typeof(SiloClient), nameof(SiloClient.RevokeKeyAsync)),
        ["listAudit"] = (typeof(SiloClient), nameof(SiloClient.ListAuditAsync)),
        ["isLive"] = (null, "GetHealthAsync says more"),
        ["isReady"] = (typeof(SiloClient), nameof(SiloClient.GetHealthAsync)),
        ["runDoctor"] = (typeof(SiloClient), nameof(SiloClient.GetDoctorAsync)),
        ["getOpenApi"] = (null, "for programs that write clients"),
    };

    public static IReadOnlyDictionary<string, Type> Types { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["Session"] = typeof(SessionInfo),
        ["SessionPage"] = typeof(SessionPage),
        ["Task"] = typeof(TaskInfo),
        ["TaskError"] = typeof(EventError),
        ["EventPage"] = typeof(EventPage),
        ["Block"] = typeof(BlockContent),
        ["StreamToken"] = typeof(StreamToken),
        ["Folder"] = typeof(FolderListing),
        ["FolderEntry"] = typeof(FileEntry),
        ["Artifact"] = typeof(ArtifactInfo),
        ["ArtifactList"] = typeof(ArtifactPage),
        ["Approval"] = typeof(ApprovalInfo),
        ["ApprovalPage"] = typeof(ApprovalPage),
        ["Agent"] = typeof(AgentInfo),
        ["AgentValidation"] = typeof(AgentFileReport),
        ["AgentFault"] = typeof(AgentFileError),
        ["WhoAmI"] = typeof(CallerInfo),
        ["Key"] = typeof(KeyInfo),
        ["KeyPage"] = typeof(KeyPage),
        ["AuditEntry"] = typeof(AuditInfo),
        ["AuditPage"] = typeof(AuditPage),
        ["Ready"] = typeof(HealthReport),
        ["ReadyCheck"] = typeof(HealthCheck),
        ["Doctor"] = typeof(DoctorReport),
        ["DoctorCheck"] = typeof(DoctorCheck),
    };
}
