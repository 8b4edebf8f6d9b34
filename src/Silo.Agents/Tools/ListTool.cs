using System.Globalization;
using System.Text;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Lists a folder.</summary>
internal sealed class ListTool(TimeProvider time) : ITool
{
    private const int EntriesMax = 5_000;
    private const int EntriesDefault = 500;
    private const int TextMax = 200_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public ToolDefinition Definition { get; } = new()
    {
        Name = "list",
        Description = "Lists a folder of the workspace: a path per line, with the size of files; folders end with '/', links with '@', what cannot be opened with '!'.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The folder, relative to the workspace; the workspace itself when left out."},
              "recursive":{"type":"boolean","description":"Also what lies in the folders below; false when left out."},
              "limit":{"type":"integer","minimum":1,"maximum":5000,"description":"Most entries; 500 when left out."}}}
            """),
        Effect = Effect.Pure,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "recursive", "limit");
        var path = input.Path("path", required: false);
        var recursive = input.Flag("recursive");
        var limit = input.Integer("limit", 1, EntriesMax, EntriesDefault);
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            var listing = await Searching.WithinAsync(Duration, time, token => workspace.ListAsync(path, recursive, limit, token), cancellationToken);
            return listing is null ? Searching.TookTooLong(path, Duration) : ToolResult.Ok(Show(listing, path));
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
    }

    private static string Show(WorkspaceListing listing, WorkspacePath path)
    {
        if (listing.Entries.Count == 0) return $"[{path} is empty]";
        var text = new StringBuilder();
        var shown = 0;
        var entries = listing.Entries.Where(e => !KeptResults.PassesOver(path, e.Path) || e.Path.Value == KeptResults.Folder).ToList();
        foreach (var entry in entries)
        {
            if (text.Length > TextMax) break;
            shown++;
            _ = entry.Kind switch
            {
                WorkspaceEntryKind.File => text.Append(CultureInfo.InvariantCulture, $"{entry.Path} ({entry.Size} bytes)\n"),
                WorkspaceEntryKind.Directory => text.Append(CultureInfo.InvariantCulture, $"{entry.Path}/\n"),
                WorkspaceEntryKind.Link => text.Append(CultureInfo.InvariantCulture, $"{entry.Path}@\n"),
                _ => text.Append(CultureInfo.InvariantCulture, $"{entry.Path}!\n"),
            };
        }

        if (listing.Truncated || shown < entries.Count)
            text.Append(CultureInfo.InvariantCulture, $"[{shown} entries are shown, there are more; list a folder below]\n");
        return text.ToString();
    }
}
