using Silo.Abstractions.Artifacts;
using Xunit;

namespace Silo.Abstractions.Tests.Artifacts;

public sealed class ArtifactNameTests
{
    [Theory]
    [InlineData("report.html")]
    [InlineData("Grüße 🌍 (2).txt")]
    [InlineData("<img src=x>.png")]
    [InlineData("Screenshot 3.04.05\u202fPM ❤\ufe0f.png")]
    [InlineData(".hidden")]
    [InlineData("a")]
    public void Name_ThatPeopleCanReadAndSaveUnder_IsTaken(string name) => Assert.True(ArtifactName.IsValid(name, out _));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(" . ")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("\u3000")]
    [InlineData("a.pdf\u00a0")]
    [InlineData(".\u2003.")]
    [InlineData("a\u3164.pdf")]
    [InlineData("a\u2800")]
    [InlineData("a\ufe01")]
    [InlineData("a\U000e0101")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u001b[31m")]
    [InlineData("gpj.\u202eexe")]
    [InlineData("a\u200bb")]
    [InlineData("a\u2028b")]
    [InlineData("\ue000")]
    [InlineData("a\ud800")]
    public void Name_ThatLeadsElsewhereOrHidesSomething_IsRefusedWithItsReason(string name)
    {
        Assert.False(ArtifactName.IsValid(name, out var error));
        Assert.StartsWith("A name ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_AtItsBound_IsTakenAndNoLonger()
    {
        Assert.True(ArtifactName.IsValid(new string('é', ArtifactLimits.NameBytesMax / 2), out _));
        Assert.False(ArtifactName.IsValid(new string('é', ArtifactLimits.NameBytesMax / 2) + "a", out _));
    }

    [Theory]
    [InlineData("text/plain", true)]
    [InlineData("application/vnd.ms-excel", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("text", false)]
    [InlineData("text/", false)]
    [InlineData("/plain", false)]
    [InlineData("text/plain; charset=utf-8", false)]
    [InlineData("text/plain\r\nX: y", false)]
    [InlineData("text/pl\u00e4in", false)]
    [InlineData("a/b/c", false)]
    [InlineData("-a/b", false)]
    public void Type_IsOneOfTheRfc_OrNone(string type, bool valid)
    {
        Assert.Equal(valid, MediaType.IsValid(type));
        Assert.False(MediaType.IsValid(type + new string('x', 127)));
    }

    [Theory]
    [InlineData("a.PNG", "image/png")]
    [InlineData("a.tar.gz", "application/gzip")]
    [InlineData("a.", "application/octet-stream")]
    [InlineData("png", "application/octet-stream")]
    [InlineData("a.exe", "application/octet-stream")]
    public void Type_OfAName_IsToldByItsEnding(string name, string type) => Assert.Equal(type, MediaType.OfName(name));
}
