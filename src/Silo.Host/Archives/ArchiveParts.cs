using Silo.Abstractions.Archives;
using Silo.Abstractions.Journal;
using Silo.Host.Configuration;
using Silo.Runtime.Identity;
using Silo.Storage.Blobs;
using Silo.Storage.DataDirectories;
using Silo.Storage.Journals;
using Silo.Storage.Postgres;
using Silo.Storage.Postgres.Archives;
using Silo.Storage.SharedDirectories;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Archives;

namespace Silo.Host.Archives;

/// <summary>The journal and the blobs that the settings name, without a host.</summary>
internal sealed class ArchiveParts : IAsyncDisposable
{
    // A reader or writer behind a slow pipe may be silent for long; it holds up nobody meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DataDirectory? _held;

    private ArchiveParts(IJournalArchive archive, DirectoryBlobStore blobs, string? node, DataDirectory? held)
    {
        Archive = archive;
        Blobs = blobs;
        Node = node;
        _held = held;
    }

    public IJournalArchive Archive { get; }

    public DirectoryBlobStore Blobs { get; }

    /// <summary>The node of the data directory; null where no host has been started on it yet.</summary>
    public string? Node { get; }

    /// <summary>The node as the owner of what is imported; one that nobody is where nothing is put in.</summary>
    public Owner Owner => _held?.AsOwner() ?? new Owner(Node ?? "none", "none");

    /// <summary>Opens them to read from, beside a running host.</summary>
    public static async Task<ArchiveParts> OpenToReadAsync(HostSettings settings, TimeProvider time)
    {
        var data = DataDirectoryView.Open(settings.DataDirectory);
        return ToRead(settings, data, await ReadArchiveAsync(settings, data, time));
    }

    /// <summary>Opens them to see what could be put in: to read from, beside a running host; a journal that is absent has no session.</summary>
    public static async Task<ArchiveParts> OpenToTryAsync(HostSettings settings, TimeProvider time)
    {
        var data = DataDirectoryView.Open(settings.DataDirectory);
        var exists = settings.PostgresConnectionString is { } connection
            ? await PostgresArchive.ExistsAsync(Options(settings, connection), CancellationToken.None)
            : File.Exists(data.JournalPath);
        return ToRead(settings, data, exists ? await ReadArchiveAsync(settings, data, time) : new EmptyArchive());
    }

    /// <summary>Opens them to put sessions in, as the node of the data directory, which no host may hold; makes what is absent.</summary>
    public static async Task<ArchiveParts> OpenToWriteAsync(HostSettings settings, TimeProvider time)
    {
        var held = DataDirectory.Open(settings.DataDirectory, new SystemRandomSource());
        try
        {
            return new ArchiveParts(await OpenArchiveAsync(settings, held, time), OpenBlobs(settings, held), held.NodeId, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Archive.DisposeAsync();
        Blobs.Dispose();
        _held?.Dispose();
    }

    private static ArchiveParts ToRead(HostSettings settings, DataDirectoryView data, IJournalArchive archive) =>
        new(archive, DirectoryBlobStore.OpenToRead(SharedBlobs(settings) ?? data.BlobsPath), data.NodeId, held: null);

    private static async Task<IJournalArchive> ReadArchiveAsync(HostSettings settings, DataDirectoryView data, TimeProvider time) =>
        settings.PostgresConnectionString is { } connection
            ? await PostgresArchive.OpenAsync(Options(settings, connection), CancellationToken.None)
            : SqliteArchive.OpenToRead(data.JournalPath, time);

    // The journal is opened as a host opens it first: that makes its schema, or brings it up to date.
    private static async Task<IJournalArchive> OpenArchiveAsync(HostSettings settings, DataDirectory held, TimeProvider time)
    {
        if (settings.PostgresConnectionString is { } connection)
        {
            var options = Options(settings, connection);
            await (await PostgresJournal.OpenAsync(options, time, CancellationToken.None)).DisposeAsync();
            return await PostgresArchive.OpenAsync(options, CancellationToken.None);
        }

        await (await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = held.JournalPath }, time)).DisposeAsync();
        return SqliteArchive.OpenToWrite(held.JournalPath, time);
    }

    // What other hosts of a shared directory have not finished is not looked at: it is theirs.
    private static DirectoryBlobStore OpenBlobs(HostSettings settings, DataDirectory held) => SharedBlobs(settings) is { } shared
        ? DirectoryBlobStore.Open(shared, held.StartId, static _ => true)
        : DirectoryBlobStore.Open(held.BlobsPath);

    private static string? SharedBlobs(HostSettings settings) => settings.SharedDirectory is { } shared ? SharedDirectory.BlobsIn(shared) : null;

    private static PostgresJournalOptions Options(HostSettings settings, string connection) => new()
    {
        ConnectionString = connection,
        Schema = settings.PostgresSchema,
        Sender = "archive",
        StatementTimeout = Patience,
        ReadersMax = 2,
    };
}
