namespace Silo.Storage.Tests.WriteLog;

/// <summary>A file as a disk has it: what was synced, and the changes since, each of which a crash may or may not take.</summary>
internal sealed class CrashFile
{
    private readonly List<WriteLogRecord> _unsynced = [];
    private byte[] _synced = [];

    internal void Change(WriteLogRecord record) => _unsynced.Add(record);

    internal void Sync()
    {
        _synced = After(static () => true);
        _unsynced.Clear();
    }

    /// <summary>Its content after a crash.</summary>
    /// <param name="keep">Asked for each change since the last sync, in order.</param>
    internal byte[] After(Func<bool> keep)
    {
        var content = _synced;
        foreach (var record in _unsynced)
        {
            if (!keep()) continue;
            var size = record.Op == 'T' ? (int)record.Offset : Math.Max(content.Length, (int)record.Offset + record.Bytes.Length);
            var next = new byte[size];
            content.AsSpan(0, Math.Min(size, content.Length)).CopyTo(next);
            record.Bytes.CopyTo(next.AsSpan(record.Op == 'T' ? 0 : (int)record.Offset));
            content = next;
        }

        return content;
    }
}
