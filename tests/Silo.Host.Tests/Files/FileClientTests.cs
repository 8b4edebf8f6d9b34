using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Client.Errors;
using Silo.Client.Files;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Files;

/// <summary>The .NET client's files against a real host.</summary>
public sealed class FileClientTests
{
    [Fact]
    public async Task Files_GoThereComeInPartsChangeOnConditionsAndAreRemoved()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("talk");
        Assert.True(WorkspacePath.TryParse("notes/ü #1.txt", out var path, out var error), error);
        var tag = await session.Files.PutAsync(path, Bytes("hello, files"), new PutFileOptions { OnlyNew = true });
        Assert.NotNull(tag);
        await RefusedAsync("precondition_failed", () => session.Files.PutAsync(path, Bytes("x"), new PutFileOptions { OnlyNew = true }));

        using var rest = new MemoryStream();
        FileHead? begun = null;
        await session.Files.GetAsync(path, rest, new GetFileOptions { From = 7, IfRange = tag, OnBegin = head => begun = head });
        Assert.Equal(("files", 7L, tag, 12L), (Encoding.UTF8.GetString(rest.ToArray()), begun!.From, begun.ETag, begun.Size!.Value));
        Assert.True((await session.Files.GetAsync(path, rest, new GetFileOptions { IfNoneMatch = tag })).NotModified);
        await RefusedAsync("range_invalid", () => session.Files.GetAsync(path, rest, new GetFileOptions { From = 12 }));

        var next = await session.Files.PutAsync(path, Bytes("changed"), new PutFileOptions { IfMatch = tag });
        Assert.NotEqual(tag, next);
        // Another content: it comes whole, and says so.
        using var whole = new MemoryStream();
        Assert.Equal(0, (await session.Files.GetAsync(path, whole, new GetFileOptions { From = 3, IfRange = tag })).From);
        Assert.Equal("changed", Encoding.UTF8.GetString(whole.ToArray()));

        await RefusedAsync("precondition_failed", () => session.Files.DeleteAsync(path, tag));
        await session.Files.DeleteAsync(path, next);
        await session.Files.DeleteAsync(path);
        await RefusedAsync("file_not_found", () => session.Files.GetAsync(path, whole));
        await session.DeleteAsync();
        await RefusedAsync("session_not_found", () => session.GetAsync());
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task RefusedAsync(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<SiloApiException>(call)).Code);
}
