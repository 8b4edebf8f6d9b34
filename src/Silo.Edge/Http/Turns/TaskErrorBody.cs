namespace Silo.Edge.Http.Turns;

/// <summary>Why a task did not end well.</summary>
internal sealed record TaskErrorBody(string Code, string Message, bool Retryable);
