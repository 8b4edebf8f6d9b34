using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Files;

/// <summary>Sends a folder as a tar while it is read.</summary>
internal sealed class TarResult(IWorkspace workspace, WorkspacePath path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentTypes.Tar;
        httpContext.Response.Headers.ContentDisposition = "attachment";
        return workspace.ExportTarAsync(path, httpContext.Response.Body, httpContext.RequestAborted);
    }
}
