using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Problems;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class FileTests
{
    private static readonly string Files = $"/v1/sessions/{Sample.Session}/files";

    [Fact]
    public async Task Put_ThenGet_GivesTheBytesBack()
    {
        await using var server = await EdgeServer.StartAsync();
        byte[] content = [0, 1, 2, 255, 10, 13];
        Assert.Equal(204, (await server.PutAsync(Files + "/src/a%20b.txt", content, "application/octet-stream")).Status);
        using var response = await server.Client.GetAsync(Files + "/src/a%20b.txt");
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(content.Length, response.Content.Headers.ContentLength);
        Assert.Equal(content, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/.")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/?")]
    public async Task Get_Workspace_ListsIt(string path)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = [1, 2, 3];
        var raw = await server.RawAsync($"GET {Files}{path}");
        Assert.StartsWith("HTTP/1.1 200", raw);
        Assert.Contains("""{"path":".","entries":[{"path":"a","kind":"file","size":3,"modified_at":"2026-01-02T03:04:05Z"}],"truncated":false}""", raw);
    }

    [Fact]
    public async Task Get_Folder_AsTarWhenAsked()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["d/a"] = [1];
        var tar = await server.GetAsync(Files + "/d", ("Accept", "application/x-tar"));
        Assert.Equal((200, "application/x-tar", "a tar"), (tar.Status, tar.Type, tar.Text));
        (await server.GetAsync(Files + "/d/a", ("Accept", "application/x-tar"))).AssertProblem(409, "not_a_directory");
    }

    [Fact]
    public async Task Put_Tar_IsUnpacked()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PutAsync(Files + "/.", "tar bytes"u8.ToArray(), "application/x-tar");
        Assert.Equal((200, """{"files":12}"""), (answer.Status, answer.Text));
        Assert.Equal("tar bytes", Encoding.UTF8.GetString(server.Workspace.Files["."]));
    }

    [Theory]
    [InlineData("/a%2Fb", "a/b")]
    [InlineData("/a%252Fb", "a%2Fb")]
    [InlineData("/%C3%A4", "ä")]
    [InlineData("/a+b", "a+b")]
    [InlineData("/a//b/", "a/b")]
    [InlineData("/a?x=1", "a")]
    public async Task Path_IsDecodedOnce(string path, string expected)
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Contains("\"code\":\"file_not_found\"", await server.RawAsync($"GET {Files}{path}"));
        Assert.Equal([expected], server.Workspace.Asked);
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/..%2Fetc")]
    [InlineData("/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/%2Fetc")]
    [InlineData("//etc")]
    [InlineData("/a%00b")]
    [InlineData("/a%0Ab")]
    [InlineData("/%FF")]
    [InlineData("/%C0%AF")]
    [InlineData("/%ED%A0%80")]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("/a%uD800")]
    public async Task Path_Hostile_NeverReachesTheWorkspace(string path)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["b"] = [1];
        Assert.Contains("HTTP/1.1 400", await server.RawAsync($"GET {Files}{path}"));
        Assert.Empty(server.Workspace.Asked);
    }

    [Fact]
    public async Task Path_FoldedIntoAnotherRoute_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var raw = await server.RawAsync($"GET /v1/sessions/{Sample.Other}/files/../../{Sample.Session}/files/b");
        Assert.Contains("path_invalid", raw);
        Assert.Contains("path_invalid", await server.RawAsync($"GET /v1/s%65ssions/{Sample.Session}/files/b"));
        Assert.Empty(server.Workspace.Asked);
    }

    [Theory]
    [InlineData("file_not_found", 404)]
    [InlineData("not_a_file", 409)]
    [InlineData("not_a_directory", 409)]
    [InlineData("path_invalid", 400)]
    [InlineData("path_outside", 403)]
    [InlineData("file_too_large", 413)]
    [InlineData("workspace_full", 507)]
    [InlineData("tar_invalid", 400)]
    [InlineData("tar_hostile", 422)]
    [InlineData("tar_too_large", 413)]
    public async Task Workspace_EachRefusal_KeepsItsCode(string code, int status)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Failure = new WorkspaceException(code, "Because.");
        (await server.PutAsync(Files + "/a", [1], "application/octet-stream")).AssertProblem(status, code);
    }

    [Fact]
    public async Task Put_TooLarge_Is413()
    {
        await using var server = await EdgeServer.StartAsync(options => options.FileBytesMax = 2048);
        Assert.Equal(204, (await server.PutAsync(Files + "/a", new byte[2048], "application/octet-stream")).Status);
        var problem = (await server.PutAsync(Files + "/a", new byte[2049], "application/octet-stream")).AssertProblem(413, "body_too_large");
        Assert.Equal("file_bytes_max", problem.GetProperty("limit").GetString());
        var chunked = await server.SendAsync(HttpMethod.Put, Files + "/a", new string('x', 5000), ("Content-Type", "application/octet-stream"), ("Transfer-Encoding", "chunked"));
        chunked.AssertProblem(413, "body_too_large");
        Assert.Equal(2048, server.Workspace.Files["a"].Length);
    }

    [Fact]
    public async Task Put_BadRequests_AreRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PutAsync(Files + "/a", [1], "text/plain")).AssertProblem(415, "content_type_refused");
        (await server.PutAsync(Files + "/a", [1], "application/json")).AssertProblem(415, "content_type_refused");
        (await server.PutAsync(Files + "/", [1], "application/octet-stream")).AssertProblem(409, "not_a_file");
        (await server.PutAsync($"/v1/sessions/{Sample.Other}/files/a", [1], "application/octet-stream")).AssertProblem(404, "session_not_found");
        (await server.PutAsync("/v1/sessions/x/files/a", [1], "application/octet-stream")).AssertProblem(400, "id_invalid");
        Assert.Empty(server.Workspace.Files);
    }

    [Fact]
    public async Task Put_SessionDeletedMeanwhile_LeavesNoFiles()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.GoneAfter = 1;
        (await server.PutAsync(Files + "/a", [1], "application/octet-stream")).AssertProblem(404, ProblemCodes.SessionNotFound.Code);
        Assert.Equal(1, server.Workspace.Deletes);
    }
}
