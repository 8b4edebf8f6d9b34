using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Silo.FakeModel.Anthropic;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.OpenAI;
using Silo.FakeModel.Scripts;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel;

/// <summary>A running model server on loopback.</summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeModelOptions _options;
    private readonly Ledger _ledger = new();
    private readonly ConcurrentDictionary<string, TokenGate> _gates = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<FakeConversation> _conversations;

    private FakeModelServer(WebApplication app, FakeModelOptions options)
    {
        _app = app;
        _options = options;
        _conversations = options.Script.Conversations;
    }

    /// <summary>The address; the base address of the Anthropic protocol.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The base address of the OpenAI protocol.</summary>
    public Uri OpenAIAddress => new(Address, "v1");

    /// <summary>Every request so far, oldest first.</summary>
    public IReadOnlyList<RequestRecord> Requests => _ledger.Records;

    /// <summary>Tokens that were sent more than once: for each reply of each conversation what was sent beyond its length.</summary>
    public int TokensBoughtTwice => Requests.Where(r => r.Reply >= 0)
        .GroupBy(r => (r.Protocol, r.Script, r.Conversation, r.Reply))
        .Sum(g => Math.Max(0, g.Sum(r => r.TokensSent) - g.Max(r => r.TokensTotal)));

    /// <summary>Starts a server.</summary>
    public static async Task<FakeModelServer> StartAsync(FakeModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FakeModelOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = 64 << 20;
            k.Limits.MinResponseDataRate = null;
            k.Listen(IPAddress.Loopback, options.Port);
        });
        var server = new FakeModelServer(builder.Build(), options);
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync(cancellationToken);
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>Starts a server with one script.</summary>
    public static Task<FakeModelServer> StartAsync(FakeScript script) => StartAsync(new FakeModelOptions { Script = script });

    /// <summary>Adds a conversation; it wins over those added before.</summary>
    public void Add(FakeConversation conversation) => _conversations = [conversation, .. _conversations];

    /// <summary>Lets tokens of gated replies of a script pass.</summary>
    /// <param name="script">The conversation's marker, else its model, else <c>*</c>.</param>
    /// <param name="tokens">How many.</param>
    public void Release(string script, int tokens = 1) => GateOf(script).Release(tokens);

    /// <summary>Lets all tokens of gated replies of a script pass from now on.</summary>
    public void Open(string script) => GateOf(script).Open();

    /// <summary>Waits until the requests fit a condition, which is checked at every change.</summary>
    public Task WaitAsync(Func<IReadOnlyList<RequestRecord>, bool> until, CancellationToken cancellationToken) => _ledger.WaitAsync(until, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        foreach (var gate in _gates.Values) gate.Dispose();
    }

    internal TokenGate GateOf(string script) => _gates.GetOrAdd(script, _ => new TokenGate());

    internal FakeConversation? Find(ModelRequest request) => _conversations.FirstOrDefault(c => c.Fits(request.FirstUserText, request.Model));

    private Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("POST", "/v1/messages") => new Exchange(this, new AnthropicProtocol(), _ledger, _options).RunAsync(http),
        ("POST", "/v1/chat/completions" or "/chat/completions") => new Exchange(this, new OpenAIProtocol(), _ledger, _options).RunAsync(http),
        (_, { } path) when path.StartsWith("/_fake/", StringComparison.Ordinal) => Control.RunAsync(this, http),
        _ => NotFound(http),
    };

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
