namespace Silo.Sandboxes.Seccomp;

/// <summary>What an argument of a system call must be for a rule to apply.</summary>
/// <param name="Argument">Its place, from 0.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Mask">For <see cref="SeccompComparison.MaskedEqual"/>: the bits that count. Registers have 64 bits and the kernel reads 32 of many: a comparison of all would be passed by with a bit that it ignores.</param>
/// <param name="Value">What it is compared with.</param>
internal readonly record struct SeccompCondition(uint Argument, SeccompComparison Comparison, ulong Mask, ulong Value)
{
    private const ulong Low32Bits = 0xffffffff;

    /// <summary>The low 32 bits are this value.</summary>
    public static SeccompCondition Is(uint argument, ulong value) => new(argument, SeccompComparison.MaskedEqual, Low32Bits, value);

    /// <summary>The bits that the mask selects are these.</summary>
    public static SeccompCondition Bits(uint argument, ulong mask, ulong value) => new(argument, SeccompComparison.MaskedEqual, mask, value);

    /// <summary>All 64 bits are not this value.</summary>
    public static SeccompCondition IsNot(uint argument, ulong value) => new(argument, SeccompComparison.NotEqual, 0, value);

    /// <summary>All 64 bits make a larger number.</summary>
    public static SeccompCondition IsAbove(uint argument, ulong value) => new(argument, SeccompComparison.Greater, 0, value);
}
