using System.Text;

namespace Silo.Runtime.Workspaces;

/// <summary>One name in a directory, as the kernel holds it: any bytes but NUL and <c>/</c>.</summary>
internal readonly struct FileName
{
    private const int TextBytesMax = 255;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _terminated;

    internal FileName(ReadOnlySpan<byte> name)
    {
        _terminated = new byte[name.Length + 1];
        name.CopyTo(_terminated);
    }

    internal FileName(string name)
        : this(Encoding.UTF8.GetBytes(name))
    {
    }

    /// <summary>The bytes with a NUL at the end, for the kernel.</summary>
    internal byte[] Terminated => _terminated;

    private ReadOnlySpan<byte> Bytes => _terminated.AsSpan(0, _terminated.Length - 1);

    /// <summary>Compares byte by byte, so that the order does not depend on a culture.</summary>
    internal static int Compare(FileName a, FileName b) => a.Bytes.SequenceCompareTo(b.Bytes);

    /// <summary>Tells whether a path can hold the name: valid UTF-8 without control characters.</summary>
    internal bool TryGetText(out string text)
    {
        text = string.Empty;
        try
        {
            text = Strict.GetString(Bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        foreach (var c in text)
            if (char.IsControl(c)) return false;
        return true;
    }

    internal bool StartsWith(string prefix) => Bytes.StartsWith(Encoding.UTF8.GetBytes(prefix));

    /// <summary>The name for reading only: every byte that is not visible ASCII becomes <c>\xNN</c>; cut at 255 bytes.</summary>
    internal string Escaped()
    {
        var text = new StringBuilder();
        foreach (var b in Bytes)
        {
            var piece = b is >= 0x20 and < 0x7F ? ((char)b).ToString() : $"\\x{b:x2}";
            if (text.Length + piece.Length > TextBytesMax - 3) return text.Append("...").ToString();
            text.Append(piece);
        }

        return text.ToString();
    }
}
