namespace Silo.Sandboxes.Seccomp;

/// <summary>Comparisons of an argument; numbers are those of libseccomp's <c>scmp_compare</c>.</summary>
internal enum SeccompComparison
{
    /// <summary>Not equal.</summary>
    NotEqual = 1,

    /// <summary>Greater, as unsigned numbers.</summary>
    Greater = 6,

    /// <summary>Equal in the bits of a mask.</summary>
    MaskedEqual = 7,
}
