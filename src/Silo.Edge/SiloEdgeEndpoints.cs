using Microsoft.AspNetCore.Builder;
using Silo.Edge.Auth;
using Silo.Edge.Http.Agents;
using Silo.Edge.Http.Approvals;
using Silo.Edge.Http.Artifacts;
using Silo.Edge.Http.Audit;
using Silo.Edge.Http.Doctor;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Files;
using Silo.Edge.Http.Guards;
using Silo.Edge.Http.Health;
using Silo.Edge.Http.Keys;
using Silo.Edge.Http.Login;
using Silo.Edge.Http.OpenApi;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;
using Silo.Edge.Http.Turns;
using Silo.Edge.SignalR;
using Silo.Edge.Telemetry;

namespace Silo.Edge;

/// <summary>Puts the HTTP API and the hub into a web application. The contracts are docs/protocol/http.md and signalr.md.</summary>
public static class SiloEdgeEndpoints
{
    /// <summary>Maps every route and the hub, behind the guards, with every error as problem+json.</summary>
    public static WebApplication MapSiloEdge(this WebApplication app)
    {
        app.UseMiddleware<RequestTrace>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<HubGuard>();

        app.MapSessions();
        app.MapTurns();
        app.MapEvents();
        app.MapFiles();
        app.MapArtifacts();
        app.MapApprovals();
        app.MapAgents();
        app.MapAgentValidation();
        app.MapHealth();
        app.MapDoctor();
        app.MapLogin();
        app.MapKeys();
        app.MapAudit();
        app.MapOpenApi();
        app.MapSiloHub();
        return app;
    }
}
