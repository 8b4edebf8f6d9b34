using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Agents.Definitions;

namespace Silo.Agents.Scripted;

/// <summary>
/// The driver <c>scripted</c>: agents whose model is a script in their <c>settings</c>. It needs no key and no network, and goes
/// the same way as real models: messages made token by token, tools, steps. The script's form stands in docs/operating/agents.md.
/// </summary>
public sealed class ScriptedDriver : IAgentDriver
{
    /// <summary>The driver's name, and the provider that its model calls name.</summary>
    public const string DriverName = "scripted";

    private readonly TimeProvider _clock;

    /// <summary>Makes the driver.</summary>
    /// <param name="clock">Paces the tokens and stamps them.</param>
    public ScriptedDriver(TimeProvider clock) => _clock = clock;

    /// <inheritdoc />
    public string Name => DriverName;

    /// <inheritdoc />
    public DriverCapabilities Capabilities => DriverCapabilities.Park | DriverCapabilities.Resume | DriverCapabilities.Interject;

    /// <inheritdoc />
    public IReadOnlyList<string> Validate(AgentDefinition definition) => Read(definition).Errors;

    /// <inheritdoc />
    public Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken)
    {
        var (script, errors) = Read(definition);
        if (errors.Count > 0)
            throw new AgentUnavailableException("agent_invalid", $"This host cannot read the script of agent '{definition.Name}': {errors[0]}");
        return Task.FromResult<IAgentSession>(new ScriptedSession(script, _clock));
    }

    private static (Script Script, IReadOnlyList<string> Errors) Read(AgentDefinition definition)
    {
        var errors = new SettingErrors(string.Empty);
        var script = ScriptParser.Parse(definition, errors);
        return (script, [.. errors.All.Select(error => $"{error.Setting}: {error.Message}")]);
    }
}
