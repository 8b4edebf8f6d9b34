namespace Silo.FakeModel.Wire;

/// <summary>Cuts what a model says into tokens.</summary>
internal static class Tokens
{
    private const int InputTokenChars = 8;

    /// <summary>Words, each with the white space that follows it; joined again they are the text.</summary>
    internal static IEnumerable<string> OfText(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i])) continue;
            yield return text[start..i];
            start = i;
        }

        if (start < text.Length) yield return text[start..];
    }

    /// <summary>Pieces of a tool's input, a few characters each, never between the halves of a surrogate pair.</summary>
    internal static IEnumerable<string> OfInput(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + InputTokenChars);
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            yield return text[start..end];
            start = end;
        }
    }
}
