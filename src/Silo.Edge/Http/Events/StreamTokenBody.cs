namespace Silo.Edge.Http.Events;

/// <summary>A stream token, and until when a stream may be begun with it.</summary>
internal sealed record StreamTokenBody(string Token, DateTime BeginBefore);
