using System.Globalization;
using System.Text;

namespace Silo.Client.Http;

/// <summary>Builds the query part of an address.</summary>
internal sealed class Query
{
    private readonly StringBuilder _text = new();

    internal Query Add(string name, string? value)
    {
        if (value is null) return this;
        _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    internal Query Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    internal Query Add(string name, bool? value) => Add(name, value is { } v ? (v ? "true" : "false") : null);

    internal Query Add(string name, DateTimeOffset? value) => Add(name, value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
