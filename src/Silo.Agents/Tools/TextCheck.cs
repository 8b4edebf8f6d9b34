namespace Silo.Agents.Tools;

/// <summary>Tells text from binary content.</summary>
internal static class TextCheck
{
    /// <summary>Whether a piece of a file holds a NUL byte, which no text does (the rule of grep and git).</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> piece) => piece.Contains((byte)0);
}
