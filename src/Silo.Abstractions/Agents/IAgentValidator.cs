namespace Silo.Abstractions.Agents;

/// <summary>Says whether a file would do as an agent's, here and now: with the drivers and tools of this host. Nothing is kept.</summary>
public interface IAgentValidator
{
    /// <summary>Checks the content of an agent file, such as docs/operating/agents.md describes. Safe for any bytes.</summary>
    /// <param name="utf8">The file's bytes. Not kept after the call; larger ones than a file may have are a fault, not an exception.</param>
    AgentValidation Validate(ReadOnlyMemory<byte> utf8);
}
