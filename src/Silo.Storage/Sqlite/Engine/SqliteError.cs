using Silo.Abstractions.Journal;
using SQLitePCL;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>Turns SQLite's result codes into the journal's named failures.</summary>
internal static class SqliteError
{
    private const int ErrnoAccess = 13;
    private const int ErrnoNoSpace = 28;
    private const int ErrnoReadOnly = 30;
    private const int ErrnoQuota = 122;

    // Growing the shared-memory file fails for want of space alone.
    private const int IoShmSize = raw.SQLITE_IOERR | (19 << 8);
    private const int IoShortRead = raw.SQLITE_IOERR | (2 << 8);
    private const int IoData = raw.SQLITE_IOERR | (32 << 8);
    private const int IoCorruptFileSystem = raw.SQLITE_IOERR | (33 << 8);

    internal static bool IsBusy(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    internal static JournalException From(int code, int errno, string doing, string path, string detail)
    {
        var said = $"SQLite said {code}: {detail}{(errno == 0 ? string.Empty : $", errno {errno}")}";
        var where = $"The journal '{path}' failed while {doing}.";
        switch (code & 0xff)
        {
            case raw.SQLITE_FULL:
            case raw.SQLITE_IOERR when errno is ErrnoNoSpace or ErrnoQuota || code == IoShmSize:
                return new JournalFullException($"{where} The disk or its quota is full: free some space, then retry. {said}.");
            case raw.SQLITE_READONLY:
            case raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN when errno is ErrnoReadOnly or ErrnoAccess:
                return new JournalReadOnlyException($"{where} The file or its file system is read-only: mend that, then retry. {said}.");
            case raw.SQLITE_CORRUPT:
            case raw.SQLITE_NOTADB:
            case raw.SQLITE_IOERR when code is IoShortRead or IoData or IoCorruptFileSystem:
                return new JournalCorruptException($"{where} The file is damaged: stop the host and restore it from a copy; do not retry. {said}.");
            case raw.SQLITE_BUSY:
            case raw.SQLITE_LOCKED:
                return new JournalBusyException($"{where} Another process held it for longer than the wait allows: retry. {said}.");
            default:
                return new JournalException($"{where} {said}.");
        }
    }
}
