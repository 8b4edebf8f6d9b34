using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Sessions;

/// <summary>Reads the query of <c>GET /v1/sessions</c>.</summary>
internal static class SessionFilter
{
    public static SessionQuery Read(HttpRequest request, TenantId tenant)
    {
        var query = new QueryParameters(request, "status", "agent", "label", "limit", "page");
        return new SessionQuery
        {
            Tenant = tenant,
            Status = ReadStatus(query.Text("status")),
            Agent = query.Text("agent"),
            Label = ReadLabel(query.Text("label")),
            Before = query.Page<SessionId>(),
            Limit = query.Number("limit", 1, 200, 50),
        };
    }

    /// <summary>The same as a value, of a hub.</summary>
    public static SessionQuery Read(SessionFilterBody body, TenantId tenant) => new()
    {
        Tenant = tenant,
        Status = ReadStatus(body.Status),
        Agent = body.Agent,
        Label = ReadLabel(body.Label),
        Before = QueryParameters.ReadPage<SessionId>(body.Page),
        Limit = body.Limit is >= 1 and <= 200 or null ? body.Limit ?? 50 : throw QueryParameters.Invalid("'limit' must be a whole number from 1 to 200."),
    };

    private static SessionStatus? ReadStatus(string? text) => text switch
    {
        null => null,
        "idle" => SessionStatus.Idle,
        "running" => SessionStatus.Running,
        "waiting" => SessionStatus.Waiting,
        _ => throw QueryParameters.Invalid("'status' must be idle, running or waiting."),
    };

    private static KeyValuePair<string, string>? ReadLabel(string? text)
    {
        if (text is null) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new KeyValuePair<string, string>(text[..colon], text[(colon + 1)..])
            : throw QueryParameters.Invalid("'label' must be key:value.");
    }
}
