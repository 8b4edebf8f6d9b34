namespace Silo.Runtime.Access;

/// <summary>As many keys are being looked up as may at once. Retry; nothing was done.</summary>
/// <param name="max">How many may.</param>
public sealed class KeyLookUpsFullException(int max) : Exception($"{max} keys are being looked up, and no more may at once. Retry.")
{
    /// <summary>How many may.</summary>
    public int Max { get; } = max;
}
