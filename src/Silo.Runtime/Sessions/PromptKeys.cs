using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions;

/// <summary>How a prompt's answer is kept under its idempotency key. Pure.</summary>
internal static class PromptKeys
{
    internal static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    internal static IdempotencyKey Make(SessionId session, ClientKey key, PromptResult.Accepted answer, DateTimeOffset now) => new(
        IdempotencyKey.PromptRoute(session),
        key.Key,
        key.BodyHash,
        string.Create(CultureInfo.InvariantCulture, $"{answer.Turn} {answer.Sequence} {answer.Position}"),
        now + KeptFor);

    /// <summary>The first answer again, or that the key was used with another body.</summary>
    internal static PromptResult Replay(IdempotencyKey earlier, ClientKey key)
    {
        if (!string.Equals(earlier.BodyHash, key.BodyHash, StringComparison.Ordinal)) return new PromptResult.KeyReused();
        var parts = earlier.Result.Split(' ');
        return new PromptResult.Accepted(
            TurnId.Parse(parts[0]),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            Replayed: true);
    }
}
