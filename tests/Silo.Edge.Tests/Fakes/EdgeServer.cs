using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Access;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Health;
using Silo.Edge.Http.OpenApi;
using Silo.Edge.Tests.OpenApi;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;

namespace Silo.Edge.Tests.Fakes;

/// <summary>The API on a real server on a free port, over fakes.</summary>
internal sealed class EdgeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EdgeServer(Action<SiloEdgeOptions>? configure, IReadinessCheck? check, string address, IEnumerable<IDoctorCheck> doctor)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls(address);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<ISessionDirectory>(Directory);
        builder.Services.AddSingleton<IIntake>(Intake);
        builder.Services.AddSingleton<ISessionFeed>(Feed);
        builder.Services.AddSingleton<ISessionCatalog>(Catalog);
        builder.Services.AddSingleton<IAgentCatalog>(new FakeAgents());
        builder.Services.AddSingleton<IAgentValidator>(new FakeAgents());
        builder.Services.AddSingleton<IWorkspaceStore>(Workspace);
        builder.Services.AddSingleton<IBlobStore>(Blobs);
        builder.Services.AddSingleton<IKeyStore>(Keys);
        builder.Services.AddSingleton<IAuditLog>(Audit);
        builder.Services.AddSingleton<IRandomSource, SystemRandomSource>();
        builder.Services.AddSingleton<IIdSource, TimedIdSource>();
        builder.Services.AddSiloAccess(new AuditOptions());
        if (check is not null) builder.Services.AddSingleton(check);
        foreach (var one in doctor) builder.Services.AddSingleton(one);
        builder.Services.AddSiloEdge(options =>
        {
            options.Development = true;
            configure?.Invoke(options);
        });
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                LastRate = context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate is null ? "none" : "some";
            }
        });
        _app.MapSiloEdge();
        _app.MapOpen("GET", "/boom", void () => throw new InvalidOperationException("a secret"));
    }

    public ManualTime Time { get; } = new();

    public FakeDirectory Directory { get; } = new();

    public FakeIntake Intake { get; } = new();

    public FakeFeed Feed { get; } = new();

    public FakeCatalog Catalog { get; } = new();

    public FakeWorkspace Workspace { get; } = new();

    public FakeBlobs Blobs { get; } = new();

    public MemoryKeys Keys { get; } = new();

    public MemoryAudit Audit { get; } = new();

    public IServiceProvider Services => _app.Services;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string? LastRate { get; private set; }

    public StreamSlots Slots => _app.Services.GetRequiredService<StreamSlots>();

    public static async Task<EdgeServer> StartAsync(
        Action<SiloEdgeOptions>? configure = null, IReadinessCheck? check = null, string address = "http://127.0.0.1:0", params IEnumerable<IDoctorCheck> doctor)
    {
        var server = new EdgeServer(configure, check, address, doctor);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        server.Client = new HttpClient(new DescribedAnswers(() => server.Services.GetRequiredService<ApiDescription>().Utf8)) { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };
        return server;
    }

    public void BeginStop() => _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (!name.StartsWith("Content-", StringComparison.Ordinal)) request.Headers.TryAddWithoutValidation(name, value);
            else if (request.Content is not null)
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, json: null, headers);

    public Task<Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, json, headers);

    public async Task<Answer> PutAsync(string path, byte[] content, string type)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await Client.PutAsync(path, body);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a request line that no client library would, and gives back the whole response.</summary>
    public async Task<string> RawAsync(string requestLine, string host = "localhost")
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{requestLine} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public async Task<SseReader> StreamAsync(string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{Sample.Session}/events{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new SseReader(response, await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
