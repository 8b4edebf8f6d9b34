using System.Text;
using Silo.Agents.Scripted;

namespace Silo.Load.TokenStream;

/// <summary>Takes the tokens of many streams, and knows how old each was when it came.</summary>
internal sealed class TokenSink(int streams)
{
    private readonly double[][] _seen = [.. Enumerable.Range(0, streams).Select(_ => new double[TokenStreamWorkload.Tokens])];
    private readonly int[] _counts = new int[streams];
    private readonly TaskCompletionSource _allOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;

    /// <summary>When every stream is open.</summary>
    public Task AllOpen => _allOpen.Task;

    /// <summary>A stream is open.</summary>
    public void Opened()
    {
        if (Interlocked.Increment(ref _opened) == streams) _allOpen.SetResult();
    }

    /// <summary>Takes the tokens of one line of a stream; joined pieces hold several. False after the last token.</summary>
    public bool Take(int stream, ReadOnlySpan<byte> line)
    {
        // Text before the completed event only: that one repeats everything.
        if (line.IndexOf("message.delta"u8) < 0) return true;
        var at = line.IndexOf("\"text\":\""u8);
        if (at < 0) return true;
        var text = line[(at + 8)..];
        text = text[..text.IndexOf((byte)'"')];
        var now = TokenStamp.Microseconds(TimeProvider.System);
        Span<char> token = stackalloc char[TokenStamp.Length];
        var seen = _seen[stream];
        ref var count = ref _counts[stream];
        for (; text.Length >= TokenStamp.Length && count < seen.Length; text = text[TokenStamp.Length..])
        {
            Encoding.ASCII.GetChars(text[..TokenStamp.Length], token);
            if (!TokenStamp.TryReadAge(token, now, out var age)) throw new InvalidOperationException("A token holds no time.");
            seen[count++] = age / 1000.0;
        }

        return count < seen.Length;
    }

    /// <summary>The ages of all tokens in milliseconds, sorted.</summary>
    /// <exception cref="InvalidOperationException">A stream ended before its last token.</exception>
    public List<double> Ages()
    {
        for (var i = 0; i < streams; i++)
            if (_counts[i] != TokenStreamWorkload.Tokens) throw new InvalidOperationException($"Stream {i} ended after {_counts[i]} tokens.");
        List<double> all = [.. _seen.SelectMany(ages => ages)];
        all.Sort();
        return all;
    }
}
