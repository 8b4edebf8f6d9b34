namespace Silo.Abstractions.Tools;

/// <summary>A tool that the host runs for a session.</summary>
public interface ITool
{
    /// <summary>What it is.</summary>
    ToolDefinition Definition { get; }

    /// <summary>Runs one call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when the turn is cancelled or the tool's time is up: end everything the call started, within a second.</param>
    /// <returns>The result; bad input and failures of the work itself are results that the model can act on.</returns>
    /// <exception cref="ToolUnavailableException">It cannot run on this host. Becomes a refusal.</exception>
    Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken);
}
