using Silo.Abstractions.Access;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Keys;

/// <summary>The bounds of what a caller may ask of a key.</summary>
internal static class KeyRules
{
    public const int NameCharsMax = 128;

    /// <exception cref="ProblemException">The name is absent, too long, or not for a line of text.</exception>
    public static string Name(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
            throw new Problem(ProblemCodes.BodyInvalid, "'name' is needed, without control characters: say what the key is for.").ToException();
        return name.Length <= NameCharsMax
            ? name
            : throw new Problem(ProblemCodes.BodyInvalid, $"'name' may have {NameCharsMax} characters.") { Limit = "name_chars_max", Value = NameCharsMax }.ToException();
    }

    /// <exception cref="ProblemException">There is no such role.</exception>
    public static Role Role(string? role) => role switch
    {
        "viewer" => Abstractions.Access.Role.Viewer,
        "user" => Abstractions.Access.Role.User,
        "approver" => Abstractions.Access.Role.Approver,
        "operator" => Abstractions.Access.Role.Operator,
        _ => throw new Problem(ProblemCodes.BodyInvalid, "'role' must be viewer, user, approver or operator.").ToException(),
    };

    /// <exception cref="ProblemException">It has passed already.</exception>
    public static DateTimeOffset? Expiry(DateTimeOffset? expiry, DateTimeOffset now) => expiry is null || expiry > now
        ? expiry
        : throw new Problem(ProblemCodes.BodyInvalid, "'expires_at' must lie in the future.").ToException();
}
