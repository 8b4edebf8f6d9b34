using System.Net;
using System.Security.Cryptography;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class FileConditionTests
{
    private const string Other = "\"0000000000000000000000000000000000000000000000000000000000000000\"";
    private static readonly string File = $"/v1/sessions/{Sample.Session}/files/a";

    public static TheoryData<string, int, string, string?> Ranges => new()
    {
        { "bytes=0-2", 206, "012", "bytes 0-2/10" },
        { "bytes=4-", 206, "456789", "bytes 4-9/10" },
        { "bytes=-3", 206, "789", "bytes 7-9/10" },
        { "bytes=-99", 206, "0123456789", "bytes 0-9/10" },
        { "bytes=8-9999999999999", 206, "89", "bytes 8-9/10" },
        { "bytes=9-9", 206, "9", "bytes 9-9/10" },
        { "bytes=0-1,4-5", 200, "0123456789", null },
        { "bytes=5-2", 200, "0123456789", null },
        { "bytes=", 200, "0123456789", null },
        { "bytes=a-b", 200, "0123456789", null },
        { "bytes=99999999999999999999-", 200, "0123456789", null },
        { "items=0-1", 200, "0123456789", null },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task Get_Range_GivesThatPart(string range, int status, string text, string? contentRange)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = "0123456789"u8.ToArray();
        var answer = await server.GetAsync(File, ("Range", range));
        Assert.Equal((status, text, contentRange), (answer.Status, answer.Text, answer.Headers.GetValueOrDefault("Content-Range")));
        Assert.Equal(($"{text.Length}", "attachment", "bytes"), (answer.Headers["Content-Length"], answer.Headers["Content-Disposition"], answer.Headers["Accept-Ranges"]));
        Assert.Equal(Tag("0123456789"u8), answer.Headers["ETag"]);
    }

    [Theory]
    [InlineData("0123456789", "bytes=10-")]
    [InlineData("0123456789", "bytes=-0")]
    [InlineData("", "bytes=0-")]
    [InlineData("", "bytes=-5")]
    public async Task Get_RangeBeyondTheFile_Is416WithItsLength(string content, string range)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = [.. content.Select(c => (byte)c)];
        var answer = await server.GetAsync(File, ("Range", range));
        answer.AssertProblem(416, "range_invalid");
        Assert.Equal($"bytes */{content.Length}", answer.Headers["Content-Range"]);
    }

    [Fact]
    public async Task Get_Conditions_AreKept()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = "0123456789"u8.ToArray();
        var tag = Tag("0123456789"u8);
        async Task<int> Status(params (string, string)[] headers) => (await server.GetAsync(File, headers)).Status;
        Assert.Equal(304, await Status(("If-None-Match", tag)));
        Assert.Equal(304, await Status(("If-None-Match", $"{Other}, W/{tag}")));
        Assert.Equal(304, await Status(("If-None-Match", "*")));
        Assert.Equal(200, await Status(("If-None-Match", Other)));
        Assert.Equal(200, await Status(("If-Match", tag)));
        Assert.Equal(412, await Status(("If-Match", "W/" + tag)));
        Assert.Equal(412, await Status(("If-Match", Other)));
        Assert.Equal(206, await Status(("Range", "bytes=0-1"), ("If-Range", tag)));
        Assert.Equal(200, await Status(("Range", "bytes=0-1"), ("If-Range", Other)));
        Assert.Equal(200, await Status(("Range", "bytes=0-1"), ("If-Range", "W/" + tag)));
        Assert.Equal(200, await Status(("Range", "bytes=0-1"), ("If-Range", "Fri, 02 Jan 2026 03:04:05 GMT")));
        (await server.GetAsync(File, ("If-Match", "abc"))).AssertProblem(400, "request_invalid");
    }

    [Fact]
    public async Task Get_FileThatNoRequestCouldBring_HasNoTagAndStillRanges()
    {
        await using var server = await EdgeServer.StartAsync(options => options.FileBytesMax = 1024);
        server.Workspace.Files["a"] = new byte[1025];
        var answer = await server.GetAsync(File, ("Range", "bytes=1024-"));
        Assert.Equal((206, false), (answer.Status, answer.Headers.ContainsKey("ETag")));
        Assert.Equal(412, (await server.GetAsync(File, ("If-Match", Other))).Status);
    }

    [Theory]
    [InlineData("If-None-Match", "*", false, 204)]
    [InlineData("If-None-Match", "*", true, 412)]
    [InlineData("If-None-Match", Other, true, 204)]
    [InlineData("If-Match", "*", false, 412)]
    [InlineData("If-Match", "*", true, 204)]
    [InlineData("If-Match", Other, true, 412)]
    [InlineData("If-Match", "current", true, 204)]
    [InlineData("If-Match", "W/current", true, 412)]
    [InlineData("If-Match", "abc", true, 400)]
    [InlineData("If-Match", "", true, 400)]
    public async Task Change_Condition_HoldsOrNothingIsChanged(string header, string value, bool exists, int status)
    {
        await using var server = await EdgeServer.StartAsync();
        if (exists) server.Workspace.Files["a"] = "old"u8.ToArray();
        value = value.Replace("current", Tag("old"u8), StringComparison.Ordinal);
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            var answer = await server.SendAsync(method, File, method == HttpMethod.Put ? "new" : null, (header, value), ("Content-Type", "application/octet-stream"));
            Assert.Equal(status, answer.Status);
            if (status != 204) Assert.Equal(exists ? "old" : null, server.Workspace.Files.TryGetValue("a", out var kept) ? System.Text.Encoding.UTF8.GetString(kept) : null);
            else if (method == HttpMethod.Put) Assert.Equal(Tag("new"u8), answer.Headers["ETag"]);
            else Assert.Empty(server.Workspace.Files);
            if (status == 204) Reset();
        }

        void Reset()
        {
            if (exists) server.Workspace.Files["a"] = "old"u8.ToArray();
            else server.Workspace.Files.Remove("a");
        }
    }

    [Fact]
    public async Task Delete_File_IsGoneAndMayBeRepeated()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = [1];
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, File)).Status);
        Assert.Empty(server.Workspace.Files);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, File)).Status);
        (await server.SendAsync(HttpMethod.Delete, $"/v1/sessions/{Sample.Session}/files/")).AssertProblem(409, "not_a_file");
        (await server.SendAsync(HttpMethod.Delete, $"/v1/sessions/{Sample.Other}/files/a")).AssertProblem(404, "session_not_found");
    }

    [Fact]
    public async Task Put_TwoWithTheSameTag_OneIsRefusedWhenTheOtherWasFirst()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Workspace.Files["a"] = "old"u8.ToArray();
        // Both have passed the first look, and wait for the rest of their bodies.
        var (first, second) = (new HeldContent(), new HeldContent());
        var answers = new[] { Send(first), Send(second) };
        await Task.WhenAll(first.Begun, second.Begun);
        first.Finish();
        Assert.Equal(HttpStatusCode.NoContent, (await answers[0]).StatusCode);
        second.Finish();
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await answers[1]).StatusCode);

        Task<HttpResponseMessage> Send(HeldContent content)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, File) { Content = content };
            request.Headers.TryAddWithoutValidation("If-Match", Tag("old"u8));
            return server.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task Put_TarWithACondition_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.SendAsync(HttpMethod.Put, File, "tar", ("If-Match", "*"), ("Content-Type", "application/x-tar"));
        answer.AssertProblem(400, "request_invalid");
    }

    private static string Tag(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
}
