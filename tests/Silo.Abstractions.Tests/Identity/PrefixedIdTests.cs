using System.Text.Json;
using Silo.Abstractions.Identity;
using Xunit;

namespace Silo.Abstractions.Tests.Identity;

public sealed class PrefixedIdTests
{
    private const string Ulid = "01kahm4v6n8xq2r7t5w9y3zbcd";

    [Fact]
    public void Parse_WellFormed_GivesTheSameText()
    {
        Assert.Equal("ses_" + Ulid, SessionId.Parse("ses_" + Ulid).ToString());
        Assert.Equal("trn_" + Ulid, TurnId.Parse("trn_" + Ulid).ToString());
        Assert.Equal("apr_" + Ulid, ApprovalId.Parse("apr_" + Ulid).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ses_")]
    [InlineData(Ulid)]
    [InlineData("SES_" + Ulid)]
    [InlineData("trn_" + Ulid)]
    [InlineData("ses_01KAHM4V6N8XQ2R7T5W9Y3ZBCD")]
    [InlineData("ses_" + Ulid + " ")]
    [InlineData(" ses_" + Ulid)]
    [InlineData("ses_../../../../etc/passwd-abc")]
    [InlineData("ses_" + Ulid + "\n")]
    public void TryParse_Malformed_Refuses(string? text)
    {
        Assert.False(SessionId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => SessionId.Parse(text!));
    }

    [Fact]
    public void Ids_OfTheSameText_AreEqual()
    {
        Assert.Equal(SessionId.Parse("ses_" + Ulid), SessionId.Parse("ses_" + Ulid));
        Assert.NotEqual(SessionId.Parse("ses_" + Ulid), SessionId.Parse("ses_01kahm4v6n8xq2r7t5w9y3zbce"));
    }

    [Fact]
    public void Create_SameTimeAndBytes_GivesTheSameId()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1469918176385);
        Assert.Equal("trn_01aryz6s410000000000000000", TurnId.Create(time, new byte[10]).Value);
        Assert.Equal("apr_01aryz6s410000000000000000", ApprovalId.Create(time, new byte[10]).Value);
        Assert.Equal("ses_01aryz6s410000000000000000", SessionId.Create(time, new byte[10]).Value);
    }

    [Theory]
    [InlineData("\"ses_nope\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Json_NotAnId_IsRefusedAsJson(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SessionId>(json));
    }

    [Fact]
    public void Json_AnId_RoundTrips()
    {
        var id = TurnId.Parse("trn_" + Ulid);
        Assert.Equal(id, JsonSerializer.Deserialize<TurnId>(JsonSerializer.Serialize(id)));
    }
}
