namespace Silo.Abstractions.Sessions;

/// <summary>What became of an activation.</summary>
public abstract record ActivationResult
{
    private ActivationResult()
    {
    }

    /// <summary>The session lives here.</summary>
    /// <param name="Handle">Its handle.</param>
    public sealed record Active(ISessionHandle Handle) : ActivationResult;

    /// <summary>The session does not exist.</summary>
    public sealed record NotFound : ActivationResult;

    /// <summary>It cannot live here at the moment. Retry.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Message">Why.</param>
    public sealed record Unavailable(string Code, string Message) : ActivationResult;
}
