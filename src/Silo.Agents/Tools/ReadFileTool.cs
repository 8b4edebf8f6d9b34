using System.Buffers;
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
    private const int KeptBytesMax = 200_000;
    private const int PieceBytes = 64 * 1024;

    // Reading on to a far line is bounded; the shell's tools do better there.
    private const long ScanBytesMax = 64L << 20;

    public ToolDefinition Definition { get; } = new()
    {
        Name = "read_file",
        Description = "Reads lines of a text file of the workspace. Each line comes with its number and a tab before it, which are not part of the file.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["path"],"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file, relative to the workspace."},
              "offset":{"type":"integer","minimum":1,"maximum":2147483647,"description":"The first line; 1 when left out."},
              "limit":{"type":"integer","minimum":1,"maximum":10000,"description":"Most lines; 2000 when left out."}}}
            """),
        Effect = Effect.Pure,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "offset", "limit");
        var path = input.Path("path");
        var offset = input.Integer("offset", 1, int.MaxValue, 1);
        var limit = input.Integer("limit", 1, LinesMax, LinesDefault);
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            await using var file = await workspace.OpenReadAsync(path, cancellationToken);
            return await ReadAsync(file, path, new LineWindow(offset, limit, KeptBytesMax), offset, cancellationToken);
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
    }

    private static async Task<ToolResult> ReadAsync(Stream file, WorkspacePath path, LineWindow window, int offset, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var scanned = 0L;
            int count;
            while (!window.More && (count = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (TextCheck.IsBinary(buffer.AsSpan(0, count)))
                    return ToolResult.Failed("file_is_binary", $"'{path}' is no text file ({file.Length} bytes). Use the shell, for instance `od -c` or `strings`, to look into it.");
                scanned += count;
                if (scanned > ScanBytesMax)
                    return ToolResult.Failed("file_too_large", $"Line {offset} of '{path}' lies behind {ScanBytesMax} bytes. Use the shell, for instance `tail` or `sed -n`.");
                window.Add(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (window.Lines == 0) return ToolResult.Ok($"[{path} is empty]");
        return window.Lines < offset
            ? ToolResult.Failed("offset_past_end", $"'{path}' has only {window.Lines} lines; give an offset from 1 to {window.Lines}.")
            : ToolResult.Ok(Show(window, offset));
    }

    private static string Show(LineWindow window, int offset)
    {
        var text = new StringBuilder();
        var number = (long)offset;
        foreach (var line in window.Text()) text.Append(CultureInfo.InvariantCulture, $"{number++,6}\t{line}\n");
        if (window.Cut) text.Append(CultureInfo.InvariantCulture, $"[line {number - 1} is cut here; {KeptBytesMax} bytes is the most at once]\n");
        else if (window.More) text.Append(CultureInfo.InvariantCulture, $"[the file goes on; read on with offset {number}]\n");
        return text.ToString();
    }
}
