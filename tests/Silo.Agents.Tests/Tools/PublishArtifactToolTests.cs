using Silo.Abstractions.Artifacts;
using Xunit;

namespace Silo.Agents.Tests.Tools;

public sealed class PublishArtifactToolTests : ToolTest
{
    [Fact]
    public async Task Publish_File_HandsItOverUnderItsOwnNameAndType()
    {
        Directory.CreateDirectory(Host("out"));
        Put("out/report.csv", "a,b");
        AssertOk("Published 'report.csv' (text/csv, 3 bytes): the user can open it now.", await RunAsync("publish_artifact", new { path = "out/report.csv" }));
        Assert.Equal((new ArtifactDraft("report.csv", "text/csv", Title: null, "out/report.csv"), "a,b"), Assert.Single(Published));
    }

    [Fact]
    public async Task Publish_WithWhatItIs_SaysSo()
    {
        Put("f", "x");
        await RunAsync("publish_artifact", new { path = "f", name = "Result.txt", title = "What came out", media_type = "text/x-result" });
        Assert.Equal(new ArtifactDraft("Result.txt", "text/x-result", "What came out", "f"), Assert.Single(Published).Draft);
    }

    [Fact]
    public async Task Publish_Refused_IsAResultThatTheModelCanActOn()
    {
        Put("f", "x");
        RefusesArtifacts = new ArtifactRefusedException("artifact_limit", "No more of them.");
        var result = await RunAsync("publish_artifact", new { path = "f" });
        AssertFailed("artifact_limit", result);
        Assert.Equal("No more of them.", result.Text);
    }
}
