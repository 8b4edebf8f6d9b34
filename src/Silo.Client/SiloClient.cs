using System.Net;
using Silo.Abstractions.Identity;
using Silo.Client.Access;
using Silo.Client.Agents;
using Silo.Client.Approvals;
using Silo.Client.Doctor;
using Silo.Client.Errors;
using Silo.Client.Health;
using Silo.Client.Http;
using Silo.Client.Sessions;
using Silo.Client.Tasks;

namespace Silo.Client;

/// <summary>A client of one server. Safe for use by many threads; keep one for the life of the program.</summary>
/// <remarks>
/// Every verb throws <see cref="SiloApiException"/> when the server refuses, <see cref="SiloUnreachableException"/> when no answer comes
/// after the retries, and <see cref="SiloProtocolException"/> when the answer is not Silo's. A cancelled token means "stop waiting", never "undo".
/// </remarks>
public sealed class SiloClient : IDisposable
{
    private readonly HttpTransport _http;
    private readonly HttpClient? _owned;

    /// <summary>Makes a client with connections of its own.</summary>
    /// <exception cref="ArgumentException">An option is out of range; all of them are listed. Do not retry.</exception>
    public SiloClient(SiloClientOptions options)
    {
        options = options.Validated(nameof(options));
        _owned = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Server.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http = new HttpTransport(_owned, options.Server, options);
    }

    /// <summary>Makes a client over connections of somebody else.</summary>
    /// <param name="http">Not disposed. Its base address, when set, goes before <see cref="SiloClientOptions.Server"/>; its timeout should be infinite, because the options have their own.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option is out of range; all of them are listed. Do not retry.</exception>
    public SiloClient(HttpClient http, SiloClientOptions options)
    {
        options = options.Validated(nameof(options));
        if (http.BaseAddress is { } other && !SiloClientOptions.IsAddress(other)) throw new ArgumentException($"BaseAddress = '{SiloClientOptions.Shown(other)}': {SiloClientOptions.AddressRule}", nameof(http));
        _http = new HttpTransport(http, http.BaseAddress ?? options.Server, options);
    }

    /// <summary>The server's address.</summary>
    public Uri Server => _http.Server;

    /// <summary>A new idempotency key: <c>key_</c> and a ULID. Keep it where it outlives the process to make a request safe to repeat after a crash.</summary>
    public string NewIdempotencyKey()
    {
        Span<byte> random = stackalloc byte[10];
        _http.Options.Random.Fill(random);
        return "key_" + UlidText.Create(_http.Options.Time.GetUtcNow(), random);
    }

    /// <summary>Makes a session. Repeated on failure, with one idempotency key.</summary>
    public async Task<SessionHandle> CreateSessionAsync(CreateSessionOptions options, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Post, "/v1/sessions")
            .WithKey(options.IdempotencyKey ?? NewIdempotencyKey())
            .WithJson(new CreateSessionBody(options.Agent, options.Title, options.Labels), ClientJson.Default.CreateSessionBody);
        var info = await _http.SendAsync(request, ClientJson.Default.SessionInfo, cancellationToken);
        return new SessionHandle(this, _http, info.Id) { Info = info };
    }

    /// <summary>A handle of a session; asks the server nothing.</summary>
    public SessionHandle Session(SessionId id) => new(this, _http, id);

    /// <summary>Lists sessions, newest first, one page.</summary>
    public Task<SessionPage> ListSessionsAsync(ListSessionsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ListSessionsOptions();
        var query = new Query().Add("status", options.Status).Add("agent", options.Agent);
        if (options.Label is { } label) query.Add("label", $"{label.Key}:{label.Value}");
        query.Add("limit", options.Limit).Add("page", options.Page);
        return _http.SendAsync(ApiRequest.Get($"/v1/sessions{query}"), ClientJson.Default.SessionPage, cancellationToken);
    }

    /// <summary>A handle of a task; asks the server nothing.</summary>
    public TaskHandle Task(TurnId id) => new(this, _http, id);

    /// <summary>Lists approvals, newest first, one page.</summary>
    public Task<ApprovalPage> ListApprovalsAsync(ListApprovalsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ListApprovalsOptions();
        var query = new Query().Add("session", options.Session?.Value).Add("open", options.Open).Add("limit", options.Limit).Add("page", options.Page);
        return _http.SendAsync(ApiRequest.Get($"/v1/approvals{query}"), ClientJson.Default.ApprovalPage, cancellationToken);
    }

    /// <summary>Decides an approval. Sent once: after <see cref="SiloUnreachableException"/> look at the list before deciding again.</summary>
    /// <exception cref="ApprovalResolvedException">Somebody decided before. Do not retry.</exception>
    public Task<ApprovalInfo> DecideApprovalAsync(ApprovalId id, DecideApprovalOptions options, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Post, $"/v1/approvals/{id}")
            .WithJson(new DecideBody(options.Decision, options.Answer), ClientJson.Default.DecideBody);
        return _http.SendAsync(request, ClientJson.Default.ApprovalInfo, cancellationToken);
    }

    /// <summary>Lists the agents that sessions can be made of.</summary>
    public async Task<IReadOnlyList<AgentInfo>> ListAgentsAsync(CancellationToken cancellationToken = default) =>
        (await _http.SendAsync(ApiRequest.Get("/v1/agents"), ClientJson.Default.AgentList, cancellationToken)).Agents;

    /// <summary>Asks whether an agent file would do on this server, with its drivers and tools. Nothing is kept; a file that will not do is an answer, not an error.</summary>
    /// <param name="file">The file's text: YAML, at most 256 KiB.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<AgentFileReport> ValidateAgentAsync(string file, CancellationToken cancellationToken = default) =>
        _http.SendAsync(
            new ApiRequest(HttpMethod.Post, "/v1/agents/validate").WithJson(new ValidateAgentBody(file), ClientJson.Default.ValidateAgentBody).SafeToRepeat(),
            ClientJson.Default.AgentFileReport,
            cancellationToken);

    /// <summary>Asks whether the server can take work. Not ready is an answer, not an error.</summary>
    public async Task<HealthReport> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Get("/health/ready").Accept(HttpStatusCode.ServiceUnavailable);
        return await _http.RetryAsync(request, ReadHealthAsync, cancellationToken);
    }

    /// <summary>Asks what of the server works, and with how much protection. Something that failed is an answer, not an error.</summary>
    public Task<DoctorReport> GetDoctorAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(ApiRequest.Get("/v1/doctor"), ClientJson.Default.DoctorReport, cancellationToken);

    /// <summary>Asks who the caller is to the server.</summary>
    public Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(ApiRequest.Get("/v1/whoami"), ClientJson.Default.CallerInfo, cancellationToken);

    /// <summary>Makes a key of the caller's tenant; its secret is in the answer, this once. Sent once: after <see cref="SiloUnreachableException"/> look at the list, and revoke what nobody has.</summary>
    public async Task<KeyInfo> CreateKeyAsync(CreateKeyOptions options, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Post, "/v1/keys")
            .WithJson(new CreateKeyBody(options.Name, options.Role, options.ExpiresAt), ClientJson.Default.CreateKeyBody);
        var made = await _http.SendAsync(request, ClientJson.Default.KeyInfo, cancellationToken);
        return made.Key is null ? throw new SiloProtocolException("The answer has no key in it.") : made;
    }

    /// <summary>Lists the keys of the caller's tenant, newest first, one page.</summary>
    public Task<KeyPage> ListKeysAsync(ListKeysOptions? options = null, CancellationToken cancellationToken = default) =>
        _http.SendAsync(ApiRequest.Get($"/v1/keys{new Query().Add("limit", options?.Limit).Add("page", options?.Page)}"), ClientJson.Default.KeyPage, cancellationToken);

    /// <summary>Revokes a key: it opens nothing any more, and streams that it opened end. Again it changes nothing.</summary>
    public Task RevokeKeyAsync(KeyId id, CancellationToken cancellationToken = default) => _http.SendAsync(new ApiRequest(HttpMethod.Delete, $"/v1/keys/{id}"), cancellationToken);

    /// <summary>Lists the audit log of the caller's tenant, newest first, one page.</summary>
    public Task<AuditPage> ListAuditAsync(ListAuditOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ListAuditOptions();
        var query = new Query().Add("caller", options.Caller).Add("operation", options.Operation).Add("target", options.Target)
            .Add("since", options.Since).Add("until", options.Until).Add("limit", options.Limit).Add("page", options.Page);
        return _http.SendAsync(ApiRequest.Get($"/v1/audit{query}"), ClientJson.Default.AuditPage, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _owned?.Dispose();

    private async Task<HealthReport> ReadHealthAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedContent.ReadAsync(response.Content, _http.Options.ResponseBytesMax, cancellationToken);
        if (response.Content.Headers.ContentType is { MediaType: "application/json" } && body.Length > 0)
            return HttpTransport.Parse(body, ClientJson.Default.HealthReport);
        return new HealthReport { Ready = response.IsSuccessStatusCode };
    }
}
