using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Tests.Definitions;

/// <summary>Names of tools without the tools.</summary>
internal sealed class FakeTools(params string[] names) : IToolSource
{
    public static FakeTools BuiltIn { get; } = new("shell", "read_file", "write_file", "edit_file", "list", "grep", "publish_artifact");

    public IReadOnlyCollection<string> Names => names;

    public IReadOnlyList<ITool> For(AgentDefinition definition) => [];
}
