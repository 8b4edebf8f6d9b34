using System.Text;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Replaces an exact text in a file.</summary>
internal sealed class EditFileTool(IProbe probe, FileLocks locks) : ITool
{
    private const int FileBytesMax = 1024 * 1024;
    private const int TextBytesMax = 256 * 1024;
    private const int LinesShownMax = 10;

    public ToolDefinition Definition { get; } = new()
    {
        Name = "edit_file",
        Description = "Replaces an exact text in a file of the workspace. old_text must stand in the file exactly once, spaces and line ends included "
            + "(without the line numbers that read_file shows), unless replace_all is true.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["path","old_text","new_text"],"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file, relative to the workspace."},
              "old_text":{"type":"string","minLength":1,"maxLength":262144,"description":"The text that is replaced, exactly as it stands in the file."},
              "new_text":{"type":"string","maxLength":262144,"description":"The text that takes its place; empty to remove it."},
              "replace_all":{"type":"boolean","description":"Replaces every place; false when left out."}}}
            """),
        Effect = Effect.Workspace,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "old_text", "new_text", "replace_all");
        var path = input.Path("path");
        var oldText = input.Text("old_text", TextBytesMax);
        var newText = input.Text("new_text", TextBytesMax, mayBeEmpty: true);
        var all = input.Flag("replace_all");
        if (oldText.Length > 0 && oldText == newText) input.Refuse("'old_text' and 'new_text' are the same.");
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            var edit = (Old: Encoding.UTF8.GetBytes(oldText), New: Encoding.UTF8.GetBytes(newText), All: all);
            return await locks.RunAsync(call.Session, path, () => EditAsync(workspace, path, edit, cancellationToken), cancellationToken);
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
    }

    private async Task<ToolResult> EditAsync(
        IWorkspace workspace, WorkspacePath path, (byte[] Old, byte[] New, bool All) edit, CancellationToken cancellationToken)
    {
        var file = await ReadAsync(workspace, path, cancellationToken);
        var count = TextEdit.Count(file, edit.Old);
        if (count == 0) return ToolResult.Failed("text_not_found", $"old_text does not stand in '{path}'. {Hint(file, edit.Old)}");
        if (count > 1 && !edit.All)
            return ToolResult.Failed("text_ambiguous", $"old_text stands in '{path}' {count} times, in {Lines(file, edit.Old, count)}. Give more of the text around the one place that is meant, or set replace_all.");
        if (TextEdit.ResultBytes(file, edit.Old, edit.New) > FileBytesMax)
            return ToolResult.Failed("file_too_large", $"'{path}' would become larger than {FileBytesMax} bytes. Use the shell.");

        var content = new MemoryStream(TextEdit.Replace(file, edit.Old, edit.New), writable: false);
        await workspace.WriteAsync(path, content, FileBytesMax, cancellationToken);
        probe.Reached(ProbePoint.InsideTool);
        return ToolResult.Ok(count == 1 ? $"Replaced 1 place in {path}." : $"Replaced {count} places in {path}.");
    }

    private static async Task<byte[]> ReadAsync(IWorkspace workspace, WorkspacePath path, CancellationToken cancellationToken)
    {
        await using var stream = await workspace.OpenReadAsync(path, cancellationToken);
        if (stream.Length > FileBytesMax)
            throw new WorkspaceException("file_too_large", $"'{path}' is larger than the {FileBytesMax} bytes that can be edited. Use the shell, for instance `sed -i`.");
        var file = new byte[(int)stream.Length];
        var count = await stream.ReadAtLeastAsync(file, file.Length, throwOnEndOfStream: false, cancellationToken);
        return count == file.Length ? file : file[..count];
    }

    private static string Lines(byte[] file, byte[] old, int count)
    {
        var lines = TextEdit.Lines(file, old, LinesShownMax);
        return $"lines {string.Join(", ", lines)}{(count > lines.Count ? " …" : string.Empty)}";
    }

    private static string Hint(byte[] file, byte[] old)
    {
        var text = Encoding.UTF8.GetString(old);
        if (file.AsSpan().IndexOf("\r\n"u8) >= 0 && TextEdit.Count(file, Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n").Replace("\n", "\r\n"))) > 0)
            return "It would with the line ends of this file, which are \\r\\n.";
        return TextEdit.Count(file, Encoding.UTF8.GetBytes(text.Trim())) > 0
            ? "It would without the blanks at its beginning and end: read the file again and copy them exactly."
            : "Read the file again and copy the text exactly, without line numbers.";
    }
}
