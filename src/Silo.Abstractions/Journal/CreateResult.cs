namespace Silo.Abstractions.Journal;

/// <summary>What became of creating a session.</summary>
public abstract record CreateResult
{
    private CreateResult()
    {
    }

    /// <summary>The session exists, durably.</summary>
    public sealed record Created : CreateResult
    {
        /// <summary>The one instance.</summary>
        public static Created Instance { get; } = new();
    }

    /// <summary>The idempotency key was used before; nothing was written.</summary>
    /// <param name="Earlier">What it was used for. The caller compares the body's hash.</param>
    public sealed record KeyUsed(IdempotencyKey Earlier) : CreateResult;

    /// <summary>The tenant has as many sessions as it may; nothing was written.</summary>
    public sealed record TenantFull : CreateResult
    {
        /// <summary>The one instance.</summary>
        public static TenantFull Instance { get; } = new();
    }
}
