using System.Text;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Makes or replaces a file.</summary>
internal sealed class WriteFileTool(IProbe probe, FileLocks locks) : ITool
{
    private const int ContentBytesMax = 1024 * 1024;

    public ToolDefinition Definition { get; } = new()
    {
        Name = "write_file",
        Description = "Makes a file of the workspace, or replaces all of its content; missing folders are made. To change a part of a file use edit_file.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["path","content"],"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file, relative to the workspace."},
              "content":{"type":"string","maxLength":1048576,"description":"The whole new content; at most 1 MiB."}}}
            """),
        Effect = Effect.Workspace,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "content");
        var path = input.Path("path");
        var content = input.Text("content", ContentBytesMax, mayBeEmpty: true);
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content), writable: false);
            var written = await locks.RunAsync(
                call.Session, path, () => workspace.WriteAsync(path, bytes, ContentBytesMax, cancellationToken), cancellationToken);
            probe.Reached(ProbePoint.InsideTool);
            return ToolResult.Ok($"Wrote {written} bytes to {path}.");
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
    }
}
