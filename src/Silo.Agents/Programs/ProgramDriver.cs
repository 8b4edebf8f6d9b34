using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Programs;

/// <summary>A driver made of C# code: a host registers it under a name, and agents name it as their driver.</summary>
public sealed class ProgramDriver : IAgentDriver
{
    private readonly Func<ITurnContext, CancellationToken, Task<TurnOutcome>> _program;
    private readonly Func<AgentDefinition, IReadOnlyList<string>> _validate;

    /// <summary>Makes the driver.</summary>
    /// <param name="name">The name that agent definitions use.</param>
    /// <param name="program">
    /// Runs one turn. It runs again from its beginning after a crash, so between steps it may only use what the context gave it.
    /// A <see cref="StepFailedException"/> that it lets through ends the turn as failed, with the step's error.
    /// </param>
    /// <param name="capabilities">What the program can do; add <see cref="DriverCapabilities.Interject"/> when it looks at <see cref="ITurnContext.InterjectionPending"/>.</param>
    /// <param name="validate">Checks the definition's settings; null when the program takes none, and then settings are refused.</param>
    public ProgramDriver(
        string name,
        Func<ITurnContext, CancellationToken, Task<TurnOutcome>> program,
        DriverCapabilities capabilities = DriverCapabilities.Park | DriverCapabilities.Resume,
        Func<AgentDefinition, IReadOnlyList<string>>? validate = null)
    {
        Name = name;
        Capabilities = capabilities;
        _program = program;
        _validate = validate ?? NoSettings;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public DriverCapabilities Capabilities { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> Validate(AgentDefinition definition) => _validate(definition);

    /// <inheritdoc />
    public Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentSession>(new ProgramSession(_program));

    private IReadOnlyList<string> NoSettings(AgentDefinition definition) =>
        definition.Settings is null ? [] : [$"settings: the driver {Name} takes no settings"];
}
