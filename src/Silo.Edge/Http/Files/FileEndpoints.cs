using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Files;

/// <summary>Reads and writes a session's files, one by one or as a tar.</summary>
internal static class FileEndpoints
{
    private const int EntriesMax = 10_000;

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}/files/{**path}", Operation.FileRead, ReadAsync);
        routes.Map(HttpMethods.Put, "/v1/sessions/{id}/files/{**path}", Operation.FileWrite, WriteAsync);
        routes.Map(HttpMethods.Delete, "/v1/sessions/{id}/files/{**path}", Operation.FileWrite, RemoveAsync);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var path = RoutePath.Read(context, session);
        var workspace = await ports.Workspaces.OpenAsync(session, context.RequestAborted);
        var entry = await workspace.StatAsync(path, context.RequestAborted);
        if (entry is null) return new ProblemResult(new Problem(ProblemCodes.FileNotFound, $"There is nothing at '{path}'."));
        var wantsTar = ContentTypes.Accepts(context.Request, ContentTypes.Tar);
        if (entry.Kind != WorkspaceEntryKind.Directory)
            return wantsTar
                ? new ProblemResult(new Problem(ProblemCodes.NotADirectory, $"'{path}' is no folder; only a folder comes as a tar."))
                : new FileResult(await workspace.OpenReadAsync(path, context.RequestAborted), options.Value.FileBytesMax);
        if (wantsTar) return new TarResult(workspace, path);
        var listing = await workspace.ListAsync(path, recursive: false, EntriesMax, context.RequestAborted);
        return TypedResults.Json(FolderBody.From(path, listing), ResponseJson.Relaxed.FolderBody);
    }

    private static async Task<IResult> WriteAsync(string id, HttpContext context, FileChanges changes, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var path = RoutePath.Read(context, session);
        var type = ContentTypes.Require(context.Request, ContentTypes.Bytes, ContentTypes.Tar);
        var bytesMax = options.Value.FileBytesMax;
        if (context.Request.ContentLength > bytesMax) throw BoundedBody.TooLarge(bytesMax);
        await using var body = new BoundedBody(context.Request.Body, bytesMax);
        var conditions = FileConditions.Read(context.Request);
        if (type == ContentTypes.Tar)
        {
            if (conditions.Any) throw new Problem(ProblemCodes.RequestInvalid, "A tar is unpacked without conditions: it has no tag of its own.").ToException();
            var count = await ports.ChangeFilesAsync(
                session,
                workspace => workspace.ImportTarAsync(path, body, new TarLimits(), context.RequestAborted),
                context.RequestAborted);
            return TypedResults.Json(new UnpackedBody(count), ResponseJson.Relaxed.UnpackedBody);
        }

        if (path.IsRoot) return new ProblemResult(new Problem(ProblemCodes.NotAFile, "The workspace itself is a folder; name a file in it."));
        var tag = await ports.ChangeFilesAsync(
            session,
            workspace => changes.WriteAsync(workspace, session, path, body, bytesMax, conditions, context.RequestAborted),
            context.RequestAborted);
        context.Response.Headers.ETag = tag.ToString();
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, FileChanges changes, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var path = RoutePath.Read(context, session);
        var conditions = FileConditions.Read(context.Request);
        if (path.IsRoot) return new ProblemResult(new Problem(ProblemCodes.NotAFile, "The workspace itself goes with its session; name a file in it."));
        await ports.ChangeFilesAsync(
            session,
            workspace => changes.RemoveAsync(workspace, session, path, options.Value.FileBytesMax, conditions, context.RequestAborted),
            context.RequestAborted);
        return TypedResults.NoContent();
    }
}
