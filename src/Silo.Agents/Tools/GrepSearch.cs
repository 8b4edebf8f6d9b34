using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>One search, bounded in files, bytes, time and output. At a bound it stops and says so.</summary>
internal sealed class GrepSearch(IWorkspace workspace, Regex regex, Glob? glob, int limit, TimeProvider time)
{
    private const int EntriesMax = 100_000;
    private const int ShownCharsMax = 500;
    private const int TextMax = 200_000;
    private const int BufferBytes = 64 * 1024;
    private const long BytesMax = 512L << 20;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private readonly StringBuilder _text = new();
    private readonly long _startedAt = time.GetTimestamp();
    private int _matches;
    private int _files;
    private int _binary;
    private long _bytes;
    private string? _stopped;

    internal async Task<string> RunAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        var found = await workspace.StatAsync(path, cancellationToken);
        if (found is { Kind: WorkspaceEntryKind.File }) await SearchAsync(path, cancellationToken);
        else await SearchFolderAsync(path, cancellationToken);

        if (_stopped is not null) _text.Append(CultureInfo.InvariantCulture, $"[stopped: {_stopped}; give a folder, a glob or a narrower pattern]\n");
        else if (_matches == 0) _text.Append(CultureInfo.InvariantCulture, $"[no match in {_files} text files]\n");
        if (_binary > 0) _text.Append(CultureInfo.InvariantCulture, $"[{_binary} binary files were skipped]\n");
        return _text.ToString();
    }

    private async Task SearchFolderAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        if (await Searching.WithinAsync(Duration, time, token => workspace.ListAsync(path, recursive: true, EntriesMax, token), cancellationToken) is not { } listing)
        {
            _stopped = $"listing its files took longer than {Duration.TotalSeconds} s";
            return;
        }

        foreach (var entry in listing.Entries)
        {
            if (entry.Kind != WorkspaceEntryKind.File || KeptResults.PassesOver(path, entry.Path) || glob?.Matches(Relative(path, entry.Path)) == false) continue;
            try
            {
                await SearchAsync(entry.Path, cancellationToken);
            }
            catch (WorkspaceException)
            {
                // Removed, replaced or locked since the folder was listed.
            }

            if (_stopped is not null) return;
        }

        if (listing.Truncated) _stopped = $"the folder holds more than {EntriesMax} entries, or paths that are too long";
    }

    private async Task SearchAsync(WorkspacePath path, CancellationToken cancellationToken)
    {
        await using var file = await workspace.OpenReadAsync(path, cancellationToken);
        if (await IsBinaryAsync(file, cancellationToken))
        {
            _binary++;
            return;
        }

        _files++;
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferBytes, leaveOpen: true);
        var lines = new LineReader(text);
        var last = 0;
        while (_stopped is null && await lines.ReadAsync(cancellationToken) is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (lines.Number != last && regex.IsMatch(line.Span)) last = Add(path, lines.Number, line.Span);
            _bytes += line.Length + 1;
            if (_bytes > BytesMax) _stopped = $"{BytesMax >> 20} MiB were searched";
            else if (time.GetElapsedTime(_startedAt) > Duration) _stopped = $"it took longer than {Duration.TotalSeconds} s";
        }
    }

    private int Add(WorkspacePath path, int number, ReadOnlySpan<char> line)
    {
        if (_matches == limit || _text.Length > TextMax)
        {
            _stopped = $"{_matches} lines are shown and there are more";
            return number;
        }

        _matches++;
        line = line.TrimEnd('\r');
        var shown = line.Length <= ShownCharsMax ? line : line[..(char.IsHighSurrogate(line[ShownCharsMax - 1]) ? ShownCharsMax - 1 : ShownCharsMax)];
        _text.Append(CultureInfo.InvariantCulture, $"{path}:{number}:{shown}{(shown.Length < line.Length ? "…" : string.Empty)}\n");
        return number;
    }

    private static async Task<bool> IsBinaryAsync(Stream file, CancellationToken cancellationToken)
    {
        var begin = new byte[8 * 1024];
        var count = await file.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
        file.Seek(0, SeekOrigin.Begin);
        return TextCheck.IsBinary(begin.AsSpan(0, count));
    }

    private static string Relative(WorkspacePath folder, WorkspacePath path) => folder.IsRoot ? path.Value : path.Value[(folder.Value.Length + 1)..];
}
