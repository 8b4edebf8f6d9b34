using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Tools;

/// <summary>The tools that every installation has: <c>shell</c>, <c>read_file</c>, <c>write_file</c>, <c>edit_file</c>, <c>list</c>, <c>grep</c>, <c>publish_artifact</c>.</summary>
/// <remarks>
/// <c>shell</c> runs in the session's sandbox; the others work from outside of it on the session's workspace, and so need no sandbox.
/// None keeps more than about 1 MiB of a session's files or output in memory. Safe from any thread.
/// </remarks>
public sealed class BuiltInTools : IToolSource
{
    private readonly Dictionary<string, ITool> _tools;

    /// <summary>Makes the tools.</summary>
    /// <param name="probe">Told when a tool has taken effect and has not yet returned; <see cref="NoProbe"/> outside of crash tests.</param>
    /// <param name="time">Bounds a search and a listing.</param>
    public BuiltInTools(IProbe probe, TimeProvider time)
    {
        var locks = new FileLocks();
        ITool[] tools =
        [
            new ShellTool(probe), new ReadFileTool(), new WriteFileTool(probe, locks), new EditFileTool(probe, locks), new ListTool(time), new GrepTool(time),
            new PublishArtifactTool(probe),
        ];
        _tools = tools.ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public IReadOnlyCollection<string> Names => _tools.Keys;

    /// <inheritdoc />
    public IReadOnlyList<ITool> For(AgentDefinition definition) =>
        [.. definition.Tools.Where(t => _tools.ContainsKey(t.Name)).Select(t => _tools[t.Name])];
}
