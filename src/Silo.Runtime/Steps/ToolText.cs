using System.Text;

namespace Silo.Runtime.Steps;

/// <summary>Cuts what a tool returned to what the model may read, saying so. Pure.</summary>
internal static class ToolText
{
    /// <summary>Keeps the beginning and the end of a text that is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytesMax">Most bytes of it in UTF-8, the notice not counted.</param>
    /// <param name="more">Bytes that the tool itself has left out of the text already.</param>
    /// <param name="note">A sentence for the notice, such as where the whole of it is; null for none.</param>
    internal static string Cut(string text, int bytesMax, long more = 0, string? note = null)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= bytesMax) return text;
        var utf8 = Encoding.UTF8.GetBytes(text);
        var head = CharacterStart(utf8, bytesMax / 2);
        var tail = bytes - (bytesMax / 2);
        while (tail < bytes && (utf8[tail] & 0xC0) == 0x80) tail++;
        var notice = $"[… {tail - head + more} bytes left out: the result was longer than {bytesMax} bytes{(note is null ? string.Empty : ". " + note)} …]";
        return $"{Encoding.UTF8.GetString(utf8, 0, head)}\n{notice}\n{Encoding.UTF8.GetString(utf8, tail, bytes - tail)}";
    }

    private static int CharacterStart(byte[] utf8, int offset)
    {
        while (offset < utf8.Length && (utf8[offset] & 0xC0) == 0x80) offset--;
        return offset;
    }
}
