namespace Silo.Edge.Http.Problems;

/// <summary>A kind of error that callers can tell apart; docs/errors has a page for each.</summary>
/// <param name="Code">The stable name.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is, in a few words; the same each time.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
internal sealed record ProblemCode(string Code, int Status, string Title, bool Retryable = false)
{
    public string Type => "https://silo.dev/errors/" + Code;
}
