using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth;

namespace Silo.Host.Tests.Access;

/// <summary>One route of the host, and how to call it.</summary>
internal sealed record RouteCall(string Method, string Pattern, Operation? Operation)
{
    private const string Login = "POST /v1/login";

    // How each route that takes a body is called well. A route that is not here has none.
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["POST /v1/sessions"] = """{"agent":"talk"}""",
        ["POST /v1/sessions/{id}/turns"] = """{"prompt":"hello"}""",
        ["POST /v1/sessions/{id}/cancel"] = "{}",
        ["POST /v1/approvals/{id}"] = """{"decision":"reject"}""",
        ["POST /v1/agents/validate"] = """{"file":"name: x"}""",
        ["POST /v1/logout"] = "",
        ["POST /v1/keys"] = """{"name":"made","role":"viewer"}""",
        ["POST /v1/sessions/{id}/stream-token"] = "",
        ["PUT /v1/sessions/{id}/files/{**path}"] = "content",
    };

    public string Name => $"{Method} {Pattern}";

    /// <summary>Whether it is for whoever reaches the port. A login is open, and yet looks at a key.</summary>
    public bool IsOpen => Operation is null && Name != Login;

    /// <summary>Whether it names one thing of a tenant.</summary>
    public bool HasId => Pattern.Contains("{id}", StringComparison.Ordinal);

    /// <summary>Every route that the host has mapped. Those of the hub have no method of HTTP: see <see cref="HubCall"/>.</summary>
    public static IReadOnlyList<RouteCall> All(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>() is null).SelectMany(endpoint =>
            endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => new RouteCall(
                method,
                endpoint.RoutePattern.RawText!,
                (endpoint.Metadata.GetMetadata<RouteRule>() ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no rule: map it with RuledRoutes.")).Operation))),
    ];

    /// <summary>What the id of this route names in a tenant. What a call takes away is made for it.</summary>
    public async Task<string> IdAsync(AccessTenant tenant) => Name switch
    {
        "DELETE /v1/sessions/{id}" => (await tenant.NewSessionAsync()).Value,
        "DELETE /v1/keys/{id}" => (await tenant.NewKeyAsync(Role.Viewer)).Key.Id.Value,
        _ when Pattern.StartsWith("/v1/sessions/", StringComparison.Ordinal) => tenant.Session,
        _ when Pattern.StartsWith("/v1/tasks/", StringComparison.Ordinal) => tenant.Task,
        _ when Pattern.StartsWith("/v1/approvals/", StringComparison.Ordinal) => tenant.Approval,
        _ => throw new InvalidOperationException($"Say what the id of {Name} names."),
    };

    /// <summary>An id of the right kind that names nothing.</summary>
    public string UnknownId()
    {
        var (time, random) = (new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new byte[10]);
        if (Pattern.StartsWith("/v1/sessions/", StringComparison.Ordinal)) return SessionId.Create(time, random).Value;
        if (Pattern.StartsWith("/v1/tasks/", StringComparison.Ordinal)) return TurnId.Create(time, random).Value;
        return Pattern.StartsWith("/v1/keys/", StringComparison.Ordinal) ? KeyId.Create(time, random).Value : ApprovalId.Create(time, random).Value;
    }

    /// <summary>A good request, but for its key.</summary>
    /// <param name="id">What it names.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="cookie">Whether it shows the key by the cookie of a page.</param>
    public HttpRequestMessage Request(string? id, string? key, bool cookie = false)
    {
        var path = Pattern.Replace("{id}", id, StringComparison.Ordinal).Replace("{**path}", "a.txt", StringComparison.Ordinal)
            .Replace("{sequence}", "3", StringComparison.Ordinal).Replace("{block}", "0", StringComparison.Ordinal)
            .Replace("{artifact}", $"{AccessTenant.Artifact}", StringComparison.Ordinal);
        if (path.Contains('{')) throw new InvalidOperationException($"Say what stands for the parameters of {Name}.");
        var request = new HttpRequestMessage(new HttpMethod(Method), path);
        if (key is not null) request.Headers.TryAddWithoutValidation(cookie ? "Cookie" : "Authorization", (cookie ? "silo_key=" : "Bearer ") + key);
        if (Method is not ("GET" or "DELETE"))
        {
            var body = Name == Login ? $$"""{"key":"{{key ?? "none"}}"}""" : Bodies.GetValueOrDefault(Name) ?? throw new InvalidOperationException($"Say how {Name} is called well.");
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Method == "PUT" ? "application/octet-stream" : "application/json");
        }

        return request;
    }
}
