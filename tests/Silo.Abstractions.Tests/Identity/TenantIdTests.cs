using Silo.Abstractions.Identity;
using Xunit;

namespace Silo.Abstractions.Tests.Identity;

public sealed class TenantIdTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("a")]
    [InlineData("0-9-a")]
    public void Parse_WellFormed_GivesTheSameText(string text) => Assert.Equal(text, TenantId.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("A")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("é")]
    public void TryParse_Malformed_Refuses(string? text) => Assert.False(TenantId.TryParse(text, provider: null, out _));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParse_AtTheBound_TakesAsManyAsItSays(int length, bool taken) =>
        Assert.Equal(taken, TenantId.TryParse(new string('a', length), provider: null, out _));

    [Fact]
    public void Default_AndTheDefaultValue_AreOneTenant()
    {
        Assert.Equal(TenantId.Default, default);
        Assert.Equal(TenantId.Default.GetHashCode(), default(TenantId).GetHashCode());
        Assert.Equal("default", default(TenantId).Value);
    }
}
