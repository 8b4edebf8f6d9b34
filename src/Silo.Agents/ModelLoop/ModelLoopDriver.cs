using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>The driver <c>model</c>: calls a model, runs the tools it asks for, and calls it again until it ends its turn.</summary>
/// <remarks>
/// One driver serves all sessions of a host; its connections are shared. Attempts are never repeated here: a failed one is a
/// <see cref="ModelCallException"/>, and the runtime decides.
/// </remarks>
public sealed class ModelLoopDriver : IAgentDriver, IDisposable
{
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler _connections = new()
    {
        // A redirect would carry the key and the conversation to an address that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        // What a request is part of is nobody's business but this host's.
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    /// <summary>Makes the driver.</summary>
    /// <param name="environment">Reads a variable of the host's environment: where keys come from. Asked once for each opened session.</param>
    /// <param name="time">The clock of stall timeouts and of <c>Retry-After</c> dates.</param>
    public ModelLoopDriver(Func<string, string?> environment, TimeProvider time)
    {
        _environment = environment;
        _time = time;
    }

    /// <inheritdoc />
    public string Name => "model";

    /// <inheritdoc />
    public DriverCapabilities Capabilities => DriverCapabilities.Resume | DriverCapabilities.Interject;

    /// <inheritdoc />
    public IReadOnlyList<string> Validate(AgentDefinition definition) => ModelSettingsRules.Check(definition.Model);

    /// <inheritdoc />
    /// <exception cref="AgentUnavailableException"><c>model_key_missing</c>: the key's variable is not set and the server is not on loopback; <c>model_invalid</c>: the definition breaks a rule of <see cref="Validate"/>.</exception>
    public Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken)
    {
        var errors = Validate(definition);
        if (errors.Count > 0) throw new AgentUnavailableException("model_invalid", string.Join(' ', errors));
        var endpoint = ModelEndpoint.Of(definition.Model!, _environment);
        return Task.FromResult<IAgentSession>(new ModelLoopSession(definition.Model!, ProducerOf(endpoint).ProduceAsync));
    }

    /// <inheritdoc />
    public void Dispose() => _connections.Dispose();

    internal ModelProducer ProducerOf(ModelEndpoint endpoint) => endpoint.Settings.Provider == ModelProviders.Anthropic
        ? new AnthropicProducer(endpoint, _connections, _time)
        : new OpenAIProducer(endpoint, _connections, _time);
}
