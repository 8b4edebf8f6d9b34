using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Identity;

/// <summary>Names one API key. Not secret: it stands in lists, logs and approvals.</summary>
/// <remarks><c>key_</c> and a lower-case ULID; no other spelling is accepted.</remarks>
[JsonConverter(typeof(IdJsonConverter<KeyId>))]
public readonly record struct KeyId : IId<KeyId>
{
    private readonly string? _value;

    private KeyId(string value) => _value = value;

    /// <inheritdoc />
    public static string Prefix => "key_";

    /// <summary>The text of the id; empty for the default value.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an id from a time and 10 random bytes.</summary>
    /// <param name="time">Its time part.</param>
    /// <param name="random">Exactly 10 random bytes.</param>
    public static KeyId Create(DateTimeOffset time, ReadOnlySpan<byte> random) => new(Prefix + UlidText.Create(time, random));

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not such an id. Do not retry.</exception>
    public static KeyId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("Not a valid KeyId: expected 'key_' and 26 lower-case ULID characters.");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not such an id. Do not retry.</exception>
    public static KeyId Parse(string s) => Parse(s, provider: null);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out KeyId result)
    {
        var valid = IdText.IsValid(s, Prefix);
        result = valid ? new KeyId(s!) : default;
        return valid;
    }

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out KeyId result) => TryParse(s, provider: null, out result);

    /// <inheritdoc />
    public override string ToString() => Value;
}
