using System.Globalization;
using System.Text;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>Builds tars byte by byte, also those that no tar program would make.</summary>
internal static class TarBytes
{
    internal static MemoryStream Of(params byte[][] entries) => new([.. entries.SelectMany(e => e), .. new byte[1024]]);

    internal static byte[] File(string name, string content, int mode = 0x1A4) => File(name, Encoding.UTF8.GetBytes(content), mode);

    internal static byte[] File(string name, byte[] content, int mode = 0x1A4) => Entry(name, '0', content, mode: mode);

    internal static byte[] Folder(string name) => Entry(name, '5', [], mode: 0x1ED);

    internal static byte[] Link(string name, string target) => Entry(name, '2', [], link: target);

    internal static byte[] HardLink(string name, string target) => Entry(name, '1', [], link: target);

    /// <summary>An entry with its content; <paramref name="size"/> overrides what the header claims.</summary>
    internal static byte[] Entry(string name, char type, byte[] content, string link = "", int mode = 0x1A4, long? size = null) =>
        [.. Header(Encoding.UTF8.GetBytes(name), type, size ?? content.Length, link, mode), .. Padded(content)];

    internal static byte[] Pax(params (string Key, string Value)[] records)
    {
        var text = string.Concat(records.Select(r => Record(r.Key, r.Value)));
        return Entry("pax", 'x', Encoding.UTF8.GetBytes(text));
    }

    internal static byte[] Header(byte[] name, char type, long size, string link = "", int mode = 0x1A4)
    {
        var header = new byte[512];
        name.AsSpan(0, Math.Min(100, name.Length)).CopyTo(header);
        Text(header, 100, Octal(mode, 7));
        Text(header, 108, Octal(0, 7));
        Text(header, 116, Octal(0, 7));
        Text(header, 124, Octal(size, 11));
        Text(header, 136, Octal(0, 11));
        header[156] = (byte)type;
        Text(header, 157, link);
        Text(header, 257, "ustar\000");
        Sign(header);
        return header;
    }

    internal static void Sign(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Text(header, 148, Octal(header.Sum(b => b), 6) + "\0 ");
    }

    private static string Record(string key, string value)
    {
        var rest = $" {key}={value}\n";
        var length = Encoding.UTF8.GetByteCount(rest);
        var total = length + (length + 1).ToString(CultureInfo.InvariantCulture).Length;
        if (length + total.ToString(CultureInfo.InvariantCulture).Length != total) total++;
        return total + rest;
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');

    private static void Text(byte[] header, int at, string text) => Encoding.UTF8.GetBytes(text).CopyTo(header, at);

    private static byte[] Padded(byte[] content) => [.. content, .. new byte[(512 - content.Length % 512) % 512]];
}
