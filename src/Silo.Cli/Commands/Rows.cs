using System.Globalization;
using System.Text.Json.Nodes;
using Silo.Abstractions.Access;
using Silo.Client.Access;
using Silo.Client.Agents;
using Silo.Client.Approvals;
using Silo.Client.Artifacts;
using Silo.Client.Files;
using Silo.Client.Sessions;
using Silo.Client.Tasks;

namespace Silo.Cli.Commands;

/// <summary>What lists and <c>--json</c> show of each thing, in the words of the protocol.</summary>
internal static class Rows
{
    internal static JsonObject Of(SessionInfo s)
    {
        var labels = new JsonObject();
        foreach (var (key, value) in s.Labels ?? new Dictionary<string, string>()) labels[key] = value;
        return new JsonObject
        {
            ["id"] = s.Id.Value,
            ["agent"] = s.Agent,
            ["agent_version"] = s.AgentVersion,
            ["status"] = s.Status.ToString().ToLowerInvariant(),
            ["head"] = s.Head,
            ["epoch"] = s.Epoch,
            ["created_at"] = Time(s.CreatedAt),
            ["updated_at"] = Time(s.UpdatedAt),
            ["title"] = s.Title,
            ["labels"] = labels,
        };
    }

    internal static JsonObject Of(TaskInfo t) => new()
    {
        ["task"] = t.Task.Value,
        ["session"] = t.Session.Value,
        ["state"] = t.State.ToString().ToLowerInvariant(),
        ["stop_reason"] = t.StopReason is { } reason ? ExitCode.Name(reason) : null,
        ["queued_at"] = Time(t.QueuedAt),
        ["ended_at"] = Time(t.EndedAt),
        ["error"] = t.Error is { } e ? new JsonObject { ["code"] = e.Code, ["message"] = e.Message, ["retryable"] = e.Retryable } : null,
    };

    internal static JsonObject Of(ApprovalInfo a) => new()
    {
        ["id"] = a.Id.Value,
        ["session"] = a.Session.Value,
        ["task"] = a.Task.Value,
        ["reason"] = a.Reason,
        ["tool"] = a.Tool,
        ["title"] = a.Title,
        ["requested_at"] = Time(a.RequestedAt),
        ["decision"] = a.Decision,
        ["answer"] = a.Answer,
        ["decided_by"] = a.DecidedBy,
        ["decided_at"] = Time(a.DecidedAt),
    };

    internal static JsonObject Of(AgentInfo a) => new()
    {
        ["name"] = a.Name,
        ["version"] = a.Version,
        ["driver"] = a.Driver,
        ["tools"] = new JsonArray([.. a.Tools.Select(t => (JsonNode)t)]),
        ["description"] = a.Description,
    };

    internal static JsonObject Of(FileEntry f) => new()
    {
        ["kind"] = f.Kind,
        ["size"] = f.Size,
        ["modified_at"] = Time(f.ModifiedAt),
        ["path"] = f.Path,
    };

    internal static JsonObject Of(ArtifactInfo a) => new()
    {
        ["artifact"] = a.Artifact,
        ["size"] = a.Size,
        ["media_type"] = a.MediaType,
        ["published_at"] = Time(a.PublishedAt),
        ["name"] = a.Name,
        ["title"] = a.Title,
        ["path"] = a.Path,
        ["sha256"] = a.Sha256,
        ["task"] = a.Task?.Value,
    };

    // Without its secret, which is shown once and never in a list.
    internal static JsonObject Of(KeyInfo k) => new()
    {
        ["id"] = k.Id.Value,
        ["role"] = Name(k.Role),
        ["tenant"] = k.Tenant,
        ["created_at"] = Time(k.CreatedAt),
        ["created_by"] = k.CreatedBy,
        ["expires_at"] = Time(k.ExpiresAt),
        ["revoked_at"] = Time(k.RevokedAt),
        ["last_used_at"] = Time(k.LastUsedAt),
        ["name"] = k.Name,
    };

    internal static JsonObject Of(AuditInfo a) => new()
    {
        ["id"] = a.Id.Value,
        ["at"] = Time(a.At),
        ["caller"] = a.Caller,
        ["caller_name"] = a.CallerName,
        ["operation"] = a.Operation,
        ["target"] = a.Target,
        ["outcome"] = a.Outcome,
        ["ended_at"] = Time(a.EndedAt),
        ["request"] = a.Request,
    };

    internal static JsonObject Of(CallerInfo c) => new()
    {
        ["id"] = c.Id,
        ["name"] = c.Name,
        ["tenant"] = c.Tenant,
        ["role"] = Name(c.Role),
        ["proof"] = c.Proof,
        ["ends_at"] = Time(c.EndsAt),
    };

    internal static string Name(Role role) => role.ToString().ToLowerInvariant();

    internal static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
