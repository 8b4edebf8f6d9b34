namespace Silo.Abstractions.Identity;

/// <summary>The one spelling rule that all prefixed ids share.</summary>
internal static class IdText
{
    internal static bool IsValid(string? text, string prefix)
    {
        if (text is null || !text.StartsWith(prefix, StringComparison.Ordinal)) return false;
        Span<byte> binary = stackalloc byte[UlidText.BinaryLength];
        return UlidText.TryParse(text.AsSpan(prefix.Length), binary);
    }
}
