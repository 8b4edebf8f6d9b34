namespace Silo.Edge.Http.Turns;

/// <summary>The answer to a cancel that was recorded.</summary>
internal sealed record CancellingBody(string Task);
