using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Tests.Support;

/// <summary>A tool whose behaviour is a delegate; a source of itself.</summary>
internal sealed class FakeTool(string name, Effect effect, Func<ToolInvocation, CancellationToken, Task<ToolResult>> run)
    : IVerifiableTool, ICompensatedTool, IToolSource
{
    public List<ToolInvocation> Calls { get; } = [];

    public Func<ToolInvocation, ToolResult?> Verify { get; set; } = _ => null;

    public List<ToolInvocation> Compensations { get; } = [];

    public IReadOnlyCollection<string> Names => [name];

    public ToolDefinition Definition { get; } = new()
    {
        Name = name,
        Description = "A tool of the tests.",
        InputSchema = JsonDocument.Parse("""{"type":"object"}""").RootElement,
        Effect = effect,
    };

    public IReadOnlyList<ITool> For(AgentDefinition definition) => definition.Tools.Any(t => t.Name == name) ? [this] : [];

    public Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        lock (Calls) Calls.Add(call);
        return run(call, cancellationToken);
    }

    public Task<ToolResult?> VerifyAsync(ToolInvocation call, CancellationToken cancellationToken) => Task.FromResult(Verify(call));

    public Task CompensateAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        Compensations.Add(call);
        return Task.CompletedTask;
    }
}
