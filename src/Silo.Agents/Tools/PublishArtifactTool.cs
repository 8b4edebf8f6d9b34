using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Hands a file of the workspace over to people, as it is now.</summary>
internal sealed class PublishArtifactTool(IProbe probe) : ITool
{
    public ToolDefinition Definition { get; } = new()
    {
        Name = "publish_artifact",
        Description = "Hands a finished file of the workspace over to the user, who can then open and download it. It is a copy: later changes of the file do not change it. "
            + "Publish the file again under the same name for a new version.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["path"],"properties":{
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file, relative to the workspace."},
              "name":{"type":"string","minLength":1,"maxLength":200,"description":"The file name that the user sees; the file's own when left out."},
              "title":{"type":"string","minLength":1,"maxLength":1000,"description":"What it is, in a line."},
              "media_type":{"type":"string","minLength":3,"maxLength":127,"description":"Its media type, such as text/csv; told by its name when left out."}}}
            """),
        Effect = Effect.Idempotent,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "path", "name", "title", "media_type");
        var path = input.Path("path");
        var name = input.OptionalText("name", ArtifactLimits.NameBytesMax) ?? path.Value[(path.Value.LastIndexOf('/') + 1)..];
        var title = input.OptionalText("title", ArtifactLimits.TitleBytesMax);
        var type = input.OptionalText("media_type", ArtifactLimits.MediaTypeCharactersMax) ?? MediaType.OfName(name);
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            await using var file = await workspace.OpenReadAsync(path, cancellationToken);
            var stored = await call.Artifacts.PublishAsync(new ArtifactDraft(name, type, title, path.Value), file, cancellationToken);
            probe.Reached(ProbePoint.InsideTool);
            return ToolResult.Ok($"Published '{name}' ({type}, {stored.Size} bytes): the user can open it now.");
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
        catch (ArtifactRefusedException e)
        {
            return ToolResult.Failed(e.Code, e.Message);
        }
    }
}
