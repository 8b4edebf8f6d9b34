using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Definitions;

/// <summary>Checks agent files as the catalogue does at start, one by one and without keeping them.</summary>
/// <param name="drivers">The drivers that agents may name.</param>
/// <param name="tools">The tools that agents may name.</param>
public sealed class AgentFileValidator(IEnumerable<IAgentDriver> drivers, IToolSource tools) : IAgentValidator
{
    private readonly DefinitionCheck _check = new([.. drivers], tools);

    /// <inheritdoc />
    public AgentValidation Validate(ReadOnlyMemory<byte> utf8)
    {
        var errors = new SettingErrors(string.Empty);
        var (definition, root) = AgentFileParser.Parse(utf8, errors);
        if (definition is not null && root is not null) _check.Run(definition, root, errors);
        return new AgentValidation(errors.Any ? null : definition, [.. errors.All.Select(e => new AgentFault(e.Line, e.Column, e.Setting, e.Message))]);
    }
}
