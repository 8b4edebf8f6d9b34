using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>Reads ids that callers send.</summary>
internal static class RouteIds
{
    /// <exception cref="ProblemException">The text is not such an id.</exception>
    public static TId Read<TId>(string? text)
        where TId : struct, IId<TId> =>
        TId.TryParse(text, provider: null, out var id)
            ? id
            : throw new Problem(ProblemCodes.IdInvalid, $"An id like {TId.Prefix}01k… was expected: the prefix and 26 lower-case characters.").ToException();
}
