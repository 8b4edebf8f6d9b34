namespace Silo.FakeModel.Delivery;

/// <summary>How a request ended.</summary>
public enum RequestOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>The whole reply was sent.</summary>
    Completed,

    /// <summary>The client went away.</summary>
    Aborted,

    /// <summary>A scripted fault ended it.</summary>
    Faulted,

    /// <summary>It broke the protocol's rules, lacked the key, or fitted no script.</summary>
    Refused,
}
