using System.Globalization;
using System.Text.Json;
using Silo.FakeModel.Scripts;

namespace Silo.FakeModel;

/// <summary>The same levers over HTTP, for a server in its own process: <c>/_fake/requests</c>, <c>/_fake/script</c>, <c>/_fake/release</c>, <c>/_fake/open</c>.</summary>
internal static class Control
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static async Task RunAsync(FakeModelServer server, HttpContext http)
    {
        var script = http.Request.Query["script"].ToString();
        switch (http.Request.Method, http.Request.Path.Value)
        {
            case ("GET", "/_fake/requests"):
                await http.Response.WriteAsJsonAsync(new { server.TokensBoughtTwice, server.Requests }, Json, http.RequestAborted);
                break;
            case ("POST", "/_fake/script"):
                using (var reader = new StreamReader(http.Request.Body))
                    foreach (var conversation in FakeScript.Parse(await reader.ReadToEndAsync(http.RequestAborted)).Conversations.Reverse()) server.Add(conversation);
                break;
            case ("POST", "/_fake/release"):
                server.Release(script, int.Parse(http.Request.Query["tokens"].ToString(), CultureInfo.InvariantCulture));
                break;
            case ("POST", "/_fake/open"):
                server.Open(script);
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
