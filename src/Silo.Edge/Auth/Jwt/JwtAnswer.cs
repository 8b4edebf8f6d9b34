using Silo.Abstractions.Access;

namespace Silo.Edge.Auth.Jwt;

/// <summary>What became of a token.</summary>
internal abstract record JwtAnswer
{
    private JwtAnswer()
    {
    }

    /// <summary>It is good.</summary>
    /// <param name="Caller">Whom it stands for.</param>
    /// <param name="EndsAt">Until when.</param>
    public sealed record Accepted(Caller Caller, DateTimeOffset EndsAt) : JwtAnswer;

    /// <summary>It opens nothing.</summary>
    /// <param name="Why">Why, for whoever sent it: ends a sentence.</param>
    public sealed record Refused(string Why) : JwtAnswer;

    /// <summary>Nobody can tell: the provider's keys cannot be had.</summary>
    public sealed record Unknown : JwtAnswer;
}
