using System.Text;

namespace Silo.Runtime.Steps;

/// <summary>Text from outside as an event can hold it: no half characters. Pure.</summary>
internal static class WholeText
{
    /// <summary>The text, each half of a character (a lone surrogate) replaced by U+FFFD.</summary>
    internal static string Of(string text) =>
        text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    /// <summary>The beginning of a text that is too long, never cut inside a character.</summary>
    internal static string Cut(string text, int charsMax) => Of(
        text.Length <= charsMax ? text : text[..(char.IsHighSurrogate(text[charsMax - 1]) ? charsMax - 1 : charsMax)] + "…");
}
