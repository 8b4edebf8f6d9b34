using Silo.Abstractions.Journal;

namespace Silo.Edge.Http.Turns;

/// <summary>The answer to a prompt that was recorded.</summary>
internal sealed record AcceptedBody(string Task, string Session, TurnState State, int Position, string After);
