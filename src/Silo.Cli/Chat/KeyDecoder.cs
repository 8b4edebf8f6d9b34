using System.Text;

namespace Silo.Cli.Chat;

/// <summary>Makes keys of the bytes of a terminal in raw mode, wherever they are cut. No I/O, no clock: who reads says when nothing followed.</summary>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1b;
    private const int SequenceBytesMax = 32;
    private static readonly byte[] PasteEnd = "\u001b[201~"u8.ToArray();
    private readonly List<byte> _bytes = [];
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly List<Key> _keys = [];
    private bool _pastes;

    /// <summary>Whether it waits for the rest of a sequence, which a lone Escape looks like.</summary>
    internal bool HasPending => _bytes.Count > 0 && !_pastes;

    /// <summary>Takes what was read.</summary>
    internal IReadOnlyList<Key> Take(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        _keys.Clear();
        while (_bytes.Count > 0 && Next() is > 0 and var used) _bytes.RemoveRange(0, used);
        return [.. _keys];
    }

    /// <summary>Nothing followed for a while: an Escape that waited was the key.</summary>
    internal IReadOnlyList<Key> Flush()
    {
        if (!HasPending) return [];
        var isKey = _bytes is [Escape];
        _bytes.Clear();
        return isKey ? [new Key(KeyKind.Escape)] : [];
    }

    // How many bytes were used; 0 when the rest has to come first.
    private int Next() => _pastes ? Pasted() : _bytes[0] == Escape ? Sequence() : _bytes[0] is < 0x20 or 0x7f ? Control(_bytes[0]) : Typed();

    private int Typed()
    {
        var count = _bytes.FindIndex(b => b is < 0x20 or 0x7f);
        if (count < 0) count = _bytes.Count;
        AddText(count);
        return count;
    }

    private int Pasted()
    {
        for (var i = 0; i < _bytes.Count; i++)
        {
            if (_bytes[i] != Escape) continue;
            var rest = _bytes.Count - i;
            var fits = 0;
            while (fits < rest && fits < PasteEnd.Length && _bytes[i + fits] == PasteEnd[fits]) fits++;
            if (fits == PasteEnd.Length)
            {
                AddText(i);
                _pastes = false;
                return i + PasteEnd.Length;
            }

            if (fits < rest) continue;
            AddText(i);
            return i;
        }

        AddText(_bytes.Count);
        return _bytes.Count;
    }

    private void AddText(int count)
    {
        if (count == 0) return;
        var bytes = _bytes.GetRange(0, count).ToArray();
        var chars = new char[_utf8.GetCharCount(bytes, flush: false)];
        var length = _utf8.GetChars(bytes, chars, flush: false);
        if (length > 0) _keys.Add(new Key(KeyKind.Text, new string(chars, 0, length).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')));
    }

    private int Control(byte b)
    {
        KeyKind? kind = b switch
        {
            0x0d => KeyKind.Enter,
            0x0a => KeyKind.NewLine,
            0x7f or 0x08 => KeyKind.Backspace,
            0x01 => KeyKind.Home,
            0x02 => KeyKind.Left,
            0x03 => KeyKind.Interrupt,
            0x04 => KeyKind.EndOfInput,
            0x05 => KeyKind.End,
            0x06 => KeyKind.Right,
            0x0b => KeyKind.DeleteToEnd,
            0x0c => KeyKind.Redraw,
            0x0e => KeyKind.Down,
            0x10 => KeyKind.Up,
            0x15 => KeyKind.DeleteToStart,
            0x17 => KeyKind.DeleteWord,
            _ => null,
        };
        if (kind is { } known) _keys.Add(new Key(known));
        return 1;
    }

    private int Sequence()
    {
        if (_bytes.Count == 1) return 0;
        switch (_bytes[1])
        {
            case Escape:
                _keys.Add(new Key(KeyKind.Escape));
                return 1;
            case (byte)'[':
                return Csi();
            case (byte)'O':
                if (_bytes.Count < 3) return 0;
                Named(string.Empty, (char)_bytes[2]);
                return 3;
            default:
                KeyKind? kind = _bytes[1] switch
                {
                    0x0d => KeyKind.NewLine,
                    (byte)'b' => KeyKind.WordLeft,
                    (byte)'f' => KeyKind.WordRight,
                    0x7f => KeyKind.DeleteWord,
                    _ => null,
                };
                if (kind is { } known) _keys.Add(new Key(known));
                return 2;
        }
    }

    // ECMA-48, 5.4: parameters, intermediates, one final byte.
    private int Csi()
    {
        for (var i = 2; i < _bytes.Count; i++)
        {
            if (_bytes[i] is >= 0x20 and <= 0x3f && i < SequenceBytesMax) continue;
            if (_bytes[i] is >= 0x40 and <= 0x7e) Named(Encoding.ASCII.GetString(_bytes.GetRange(2, i - 2).ToArray()), (char)_bytes[i]);
            return i + 1;
        }

        return 0;
    }

    private void Named(string parameters, char final)
    {
        if ((parameters, final) == ("200", '~'))
        {
            _pastes = true;
            return;
        }

        // A modifier, such as Ctrl, stands after a semicolon.
        var modified = parameters.Contains(';', StringComparison.Ordinal);
        KeyKind? kind = (parameters, final) switch
        {
            (_, 'A') => KeyKind.Up,
            (_, 'B') => KeyKind.Down,
            (_, 'C') => modified ? KeyKind.WordRight : KeyKind.Right,
            (_, 'D') => modified ? KeyKind.WordLeft : KeyKind.Left,
            (_, 'H') or ("1" or "7", '~') => KeyKind.Home,
            (_, 'F') or ("4" or "8", '~') => KeyKind.End,
            ("3", '~') => KeyKind.Delete,
            _ => null,
        };
        if (kind is { } known) _keys.Add(new Key(known));
    }
}
