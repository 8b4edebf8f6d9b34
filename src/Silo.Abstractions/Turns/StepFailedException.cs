using Silo.Abstractions.Events;

namespace Silo.Abstractions.Turns;

/// <summary>A step failed for good; the failure is recorded and comes again at every run of the program.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">What was recorded.</param>
    public StepFailedException(EventError error)
        : base(error.Message) => Error = error;

    /// <summary>What was recorded.</summary>
    public EventError Error { get; }
}
