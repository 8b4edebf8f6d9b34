using System.Text;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using ContentBlock = ModelContextProtocol.Protocol.ContentBlock;

namespace Silo.Agents.Mcp;

/// <summary>From a server's result to what the model reads: text as it is, what is none kept as files of the workspace and described.</summary>
internal static class McpResult
{
    private const string Unknown = "application/octet-stream";
    private const int BlocksMax = 256;
    private const int FilesMax = 16;

    public static async Task<ToolResult> OfAsync(CallToolResult result, ToolInvocation call, McpServerSettings settings, CancellationToken cancellationToken)
    {
        var text = new BoundedText(settings.OutputBytesMax);
        var files = 0;

        // What the SDK's types call required may be null all the same.
        var content = (IList<ContentBlock?>?)result.Content ?? [];
        foreach (var block in content.Take(BlocksMax).OfType<ContentBlock>())
        {
            if (text.IsFull) break;
            text.Add(Bytes(block) is var (read, type) ? await KeepAsync(read, type, ++files, call, settings, cancellationToken) : Describe(block));
        }

        if (content.Count > BlocksMax) text.Add($"[{content.Count - BlocksMax} more parts left out]");

        // A server that sends structured content sends it as text as well, says the protocol; where it does not, this is all there is.
        if (result.StructuredContent is { } structured && !content.Any(b => b is TextContentBlock)) text.Add(structured.GetRawText());
        var all = text.Finish();
        if (result.IsError is true) return new ToolResult(ToolStatus.Error, all, Error: new EventError(McpCodes.ToolFailed, PlainText.OneLine(all, 500)));
        return ToolResult.Ok(all.Length > 0 ? all : "[no output]");
    }

    private static (Func<ReadOnlyMemory<byte>> Read, string Type)? Bytes(ContentBlock block) => block switch
    {
        ImageContentBlock image => (() => image.DecodedData, image.MimeType ?? Unknown),
        AudioContentBlock audio => (() => audio.DecodedData, audio.MimeType ?? Unknown),
        EmbeddedResourceBlock { Resource: BlobResourceContents blob } => (() => blob.DecodedData, blob.MimeType ?? Unknown),
        _ => null,
    };

    private static string Describe(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text ?? string.Empty,
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => $"[resource {PlainText.OneLine(resource.Uri ?? string.Empty, 500)}]\n{resource.Text}",
        ResourceLinkBlock link => $"[link to resource {PlainText.OneLine(link.Name ?? string.Empty, 200)}: {PlainText.OneLine(link.Uri ?? string.Empty, 500)}]",
        _ => $"[a part of type {PlainText.OneLine(block.Type ?? string.Empty, 40)} that cannot be shown]",
    };

    private static async Task<string> KeepAsync(
        Func<ReadOnlyMemory<byte>> read, string type, int number, ToolInvocation call, McpServerSettings settings, CancellationToken cancellationToken)
    {
        var what = PlainText.OneLine(type, 60);
        if (number > FilesMax) return $"[{what}, left out: a result keeps {FilesMax} files]";
        if (!WorkspacePath.TryParse($".silo/mcp/{call.Step}-{number}{Ending(type)}", out var path, out var error)) throw new InvalidOperationException(error);
        try
        {
            var bytes = read();
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            using var content = new MemoryStream(bytes.ToArray(), writable: false);
            await workspace.WriteAsync(path, content, settings.MessageBytesMax, cancellationToken);
            return $"[{what}, {bytes.Length} bytes, kept as {path}]";
        }
        catch (WorkspaceException e)
        {
            return $"[{what}, could not be kept: {e.Message}]";
        }
        catch (FormatException)
        {
            return $"[{what}, could not be kept: it is not base64]";
        }
    }

    private static string Ending(string type) => type switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/svg+xml" => ".svg",
        "audio/wav" => ".wav",
        "audio/mpeg" => ".mp3",
        "application/pdf" => ".pdf",
        "application/json" => ".json",
        _ => ".bin",
    };

    /// <summary>Text up to a bound in UTF-8, a line between its parts.</summary>
    private sealed class BoundedText(int bytesMax)
    {
        private readonly StringBuilder _text = new();
        private int _bytes;
        private long _left;

        public bool IsFull => _left > 0;

        public void Add(string part)
        {
            if (_text.Length > 0) part = "\n" + part;
            var bytes = Encoding.UTF8.GetByteCount(part);
            if (bytes <= bytesMax - _bytes)
            {
                _text.Append(part);
                _bytes += bytes;
                return;
            }

            // At a character's end, never in one.
            var utf8 = Encoding.UTF8.GetBytes(part);
            var end = bytesMax - _bytes;
            while (end > 0 && (utf8[end] & 0xC0) == 0x80) end--;
            _text.Append(Encoding.UTF8.GetString(utf8, 0, end));
            _bytes = bytesMax;
            _left += bytes - end;
        }

        public string Finish() => _left == 0 ? _text.ToString() : $"{_text}\n[… {_left} bytes and what came after them left out: the result was longer than {bytesMax} bytes (output_bytes_max) …]";
    }
}
