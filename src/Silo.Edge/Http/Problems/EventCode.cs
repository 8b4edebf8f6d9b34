namespace Silo.Edge.Http.Problems;

/// <summary>A kind of error that stands in events, in tasks and in tool results, and never is an answer of the API by itself.</summary>
/// <param name="Code">The stable name.</param>
/// <param name="Title">What it is, in a few words.</param>
internal sealed record EventCode(string Code, string Title);
