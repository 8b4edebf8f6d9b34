namespace Silo.Abstractions.Turns;

/// <summary>One attempt of a code step.</summary>
/// <param name="Step">The step's sequence.</param>
/// <param name="Key">The step's key: session, <c>/</c> and step; the same for all attempts.</param>
/// <param name="Epoch">The fence, for receivers that refuse older ones.</param>
/// <param name="Attempt">The attempt: 1, 2, 3 …</param>
public sealed record StepAttempt(long Step, string Key, long Epoch, int Attempt);
