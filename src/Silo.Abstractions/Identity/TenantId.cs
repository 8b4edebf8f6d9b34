using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Identity;

/// <summary>Names one tenant: the boundary that data, keys and limits never cross.</summary>
/// <remarks>1 to 64 characters of <c>a-z 0-9 -</c>, beginning with a letter or a digit.</remarks>
[JsonConverter(typeof(IdJsonConverter<TenantId>))]
public readonly record struct TenantId : IId<TenantId>
{
    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>The tenant of whoever needs no key, in development, and of keys made without naming another.</summary>
    public static TenantId Default { get; } = new("default");

    /// <inheritdoc />
    public static string Prefix => string.Empty;

    /// <summary>The text of the id; <c>default</c> for the default value.</summary>
    public string Value => _value ?? "default";

    /// <summary>Reads a tenant id.</summary>
    /// <exception cref="FormatException">The text is not one. Do not retry.</exception>
    public static TenantId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("Not a valid tenant: 1 to 64 characters of a-z, 0-9 and '-'.");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not such an id. Do not retry.</exception>
    public static TenantId Parse(string s) => Parse(s, provider: null);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantId result)
    {
        result = default;
        if (s is null or { Length: 0 or > 64 } || s[0] == '-') return false;
        foreach (var c in s)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        result = new TenantId(s);
        return true;
    }

    /// <summary>Tells whether two ids name the same tenant.</summary>
    public bool Equals(TenantId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;
}
