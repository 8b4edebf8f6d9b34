using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.OpenApi;

/// <summary>What the document says of a route. Who may call it is not here: that is the route's rule.</summary>
/// <param name="Id">Its name, for generated clients; never changed.</param>
/// <param name="Tag">The part of the API to which it belongs.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Description">What else a caller must know.</param>
internal sealed record RouteText(string Id, string Tag, string Summary, string Description)
{
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The forms of the request's body; none when it has none.</summary>
    public IReadOnlyList<ApiContent> Body { get; init; } = [];

    public required IReadOnlyList<ApiAnswer> Answers { get; init; }

    /// <summary>The errors of this route, beside those that every route has.</summary>
    public IReadOnlyList<ProblemCode> Problems { get; init; } = [];
}
