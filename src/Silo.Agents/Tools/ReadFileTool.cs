using System.Globalization;
using System.Text;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Reads lines of a text file.</summary>
internal sealed class ReadFileTool : ITool
{
    private const int LinesMax = 10_000;
    private const int LinesDefault = 2_000;

    // The notice at the end, and a line's number with its tab: so that what is returned is never cut again in its middle.
    private const int NoticeBytes = 200;
    private const int NumberBytes = 11;

    public ToolDefinition Definition { get; } = new()
    {
        Name = "read_file",
        Description = "Reads lines of a text file of the workspace. Each line comes with its number and a tab before it, which are not part of the file. "
            + "Long files come in parts: the last line says how to read on.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["path"],"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file, relative to the workspace."},
              "offset":{"type":"integer","minimum":1,"maximum":2147483647,"description":"The first line; 1 when left out."},
              "limit":{"type":"integer","minimum":1,"maximum":10000,"description":"Most lines; 2000 when left out."},
              "byte_offset":{"type":"integer","minimum":0,"maximum":2147483647,"description":"Instead of offset: begins at this byte and shows no line numbers; for lines that are too long."}}}
            """),
        Effect = Effect.Pure,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "offset", "limit", "byte_offset");
        var path = input.Path("path");
        var offset = input.Integer("offset", 1, int.MaxValue, 1);
        var limit = input.Integer("limit", 1, LinesMax, LinesDefault);
        var start = input.Integer("byte_offset", 0, int.MaxValue, -1);
        if (start >= 0 && offset > 1) input.Refuse("Give 'offset' or 'byte_offset', not both.");
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            await using var file = await workspace.OpenReadAsync(path, cancellationToken);
            var bytesMax = call.Agent.Limits.ToolOutputBytesMax - NoticeBytes;
            if (start >= 0) return await ReadBytesAsync(file, path, new LineWindow(1, limit, bytesMax), start, cancellationToken);
            var window = new LineWindow(offset, limit, bytesMax, NumberBytes);
            return await new TextScan(file).RunAsync(path, window, cancellationToken) ?? ShowLines(window, path, offset);
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
    }

    private static async Task<ToolResult> ReadBytesAsync(Stream file, WorkspacePath path, LineWindow window, long start, CancellationToken cancellationToken)
    {
        if (start >= file.Length) return ToolResult.Failed("offset_past_end", $"'{path}' has only {file.Length} bytes.");
        file.Seek(start, SeekOrigin.Begin);
        var scan = new TextScan(file) { MayBeginWithinCharacter = true };
        if (await scan.RunAsync(path, window, cancellationToken) is { } refused) return refused;
        var text = string.Join('\n', window.Text());
        var next = start + scan.Passed + window.KeptBytes;

        // A model that is given nothing asks again.
        if (text.Length == 0 && !window.More) return ToolResult.Ok($"[at byte {start} only the end of a line or of a character is left]");
        return ToolResult.Ok(window.More ? string.Create(CultureInfo.InvariantCulture, $"{text}\n[the file goes on; read on with byte_offset {next}]\n") : text);
    }

    private static ToolResult ShowLines(LineWindow window, WorkspacePath path, int offset)
    {
        if (window.Lines == 0) return ToolResult.Ok($"[{path} is empty]");
        if (window.Lines < offset && !window.More)
            return ToolResult.Failed("offset_past_end", $"'{path}' has only {window.Lines} lines; give an offset from 1 to {window.Lines}.");
        var text = new StringBuilder();
        var number = (long)offset;
        foreach (var line in window.Text()) text.Append(CultureInfo.InvariantCulture, $"{number++,6}\t{line}\n");
        if (window.Cut) text.Append(CultureInfo.InvariantCulture, $"[line {number - 1} is cut here; read on in it with byte_offset {window.SkippedBytes + window.KeptBytes}]\n");
        else if (window.More) text.Append(CultureInfo.InvariantCulture, $"[the file goes on; read on with offset {number}]\n");
        return ToolResult.Ok(text.ToString());
    }
}
