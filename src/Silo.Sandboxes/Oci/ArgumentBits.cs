using Silo.Sandboxes.Seccomp;

namespace Silo.Sandboxes.Oci;

/// <summary>The calls whose arguments have certain bits: for each argument a mask, and the bits that it selects.</summary>
/// <remarks>
/// A rule of <see cref="SeccompPolicy"/> says what is refused. A bundle has one filter that refuses by default, so it needs the opposite: what is
/// left. Sets of this form are closed under "without": the rest falls into pieces that do not overlap, one for each bit.
/// </remarks>
internal sealed class ArgumentBits
{
    private const int ArgumentsMax = 6;
    private const int Bits = 64;
    private readonly ulong[] _masks;
    private readonly ulong[] _values;

    private ArgumentBits(ulong[] masks, ulong[] values) => (_masks, _values) = (masks, values);

    /// <summary>All calls.</summary>
    public static ArgumentBits Any { get; } = new(new ulong[ArgumentsMax], new ulong[ArgumentsMax]);

    /// <summary>The arguments that matter, each with its mask and the bits under it.</summary>
    public IEnumerable<(uint Argument, ulong Mask, ulong Value)> Fixed =>
        Enumerable.Range(0, ArgumentsMax).Where(i => _masks[i] != 0).Select(i => ((uint)i, _masks[i], _values[i]));

    /// <summary>What a rule leaves.</summary>
    /// <param name="cases">A call for which all conditions of one case hold is refused.</param>
    /// <returns>Sets that do not overlap.</returns>
    public static IReadOnlyList<ArgumentBits> Allowed(IEnumerable<IReadOnlyList<SeccompCondition>> cases)
    {
        IReadOnlyList<ArgumentBits> left = [Any];
        foreach (var refused in cases.SelectMany(Of)) left = [.. left.SelectMany(set => set.Without(refused))];
        return left;
    }

    /// <summary>Whether a call is in the set.</summary>
    public bool Contains(IReadOnlyList<ulong> arguments) => Fixed.All(f => (arguments[(int)f.Argument] & f.Mask) == f.Value);

    private static IEnumerable<ArgumentBits> Of(IReadOnlyList<SeccompCondition> conditions)
    {
        IEnumerable<ArgumentBits> sets = [Any];
        foreach (var condition in conditions) sets = [.. sets.SelectMany(set => Of(condition).Select(set.And).OfType<ArgumentBits>())];
        return sets;
    }

    private static IEnumerable<ArgumentBits> Of(SeccompCondition condition)
    {
        var (argument, value) = ((int)condition.Argument, condition.Value);
        return condition.Comparison switch
        {
            SeccompComparison.MaskedEqual => [Any.With(argument, condition.Mask, value)],

            // Equal above a bit, and different in it.
            SeccompComparison.NotEqual => Enumerable.Range(0, Bits).Select(bit => Any.With(argument, From(bit), (value & From(bit)) ^ (1UL << bit))),

            // Equal above a bit, one in it where the other has a zero.
            _ => Enumerable.Range(0, Bits).Where(bit => (value & (1UL << bit)) == 0)
                .Select(bit => Any.With(argument, From(bit), (value & From(bit)) | (1UL << bit))),
        };
    }

    // The bits from this one up.
    private static ulong From(int bit) => ulong.MaxValue << bit;

    private List<ArgumentBits> Without(ArgumentBits refused)
    {
        if (And(refused) is null) return [this];
        var pieces = new List<ArgumentBits>();
        var rest = this;
        foreach (var (argument, mask, value) in refused.Fixed)
        {
            for (var bit = Bits - 1; bit >= 0; bit--)
            {
                var one = 1UL << bit;
                if ((mask & one) == 0 || (rest._masks[argument] & one) != 0) continue;
                pieces.Add(rest.With((int)argument, one, ~value & one));
                rest = rest.With((int)argument, one, value & one);
            }
        }

        return pieces;
    }

    private ArgumentBits? And(ArgumentBits other)
    {
        for (var i = 0; i < ArgumentsMax; i++)
            if ((_masks[i] & other._masks[i] & (_values[i] ^ other._values[i])) != 0) return null;
        return other.Fixed.Aggregate(this, (set, f) => set.With((int)f.Argument, f.Mask, f.Value));
    }

    private ArgumentBits With(int argument, ulong mask, ulong value)
    {
        var (masks, values) = ((ulong[])_masks.Clone(), (ulong[])_values.Clone());
        masks[argument] |= mask;
        values[argument] = (values[argument] & ~mask) | (value & mask);
        return new ArgumentBits(masks, values);
    }
}
