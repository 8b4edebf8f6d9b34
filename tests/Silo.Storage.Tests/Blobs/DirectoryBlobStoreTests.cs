using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Storage.Blobs;
using Xunit;

namespace Silo.Storage.Tests.Blobs;

public sealed class DirectoryBlobStoreTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly TestIds _ids = new();
    private readonly DirectoryBlobStore _store;
    private readonly SessionKey _key;

    public DirectoryBlobStoreTests()
    {
        _store = DirectoryBlobStore.Open(_directory.File("blobs"));
        _key = new SessionKey(TenantId.Default, _ids.Session());
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Put_Content_IsReadBackByItsReference(int size)
    {
        var content = Enumerable.Range(0, size).Select(i => (byte)(i * 31)).ToArray();

        var blob = await _store.PutAsync(_key, content, default);

        Assert.Equal(size, blob.Size);
        Assert.Equal(content, (await _store.GetAsync(_key, blob, default))!.Value.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task PutStream_Content_IsTheSameBlobAndIsReadInParts(int size)
    {
        var content = Enumerable.Range(0, size).Select(i => (byte)(i * 31)).ToArray();

        var blob = await _store.PutStreamAsync(_key, new MemoryStream(content), size, default);

        Assert.Equal(await _store.PutAsync(_key, content, default), blob);
        Assert.Single(Files());
        await using var read = await _store.OpenReadAsync(_key, blob, default);
        read!.Position = size / 2;
        var rest = new MemoryStream();
        await read.CopyToAsync(rest);
        Assert.Equal(content[(size / 2)..], rest.ToArray());
    }

    [Fact]
    public async Task PutStream_OverItsBoundOrThatFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => _store.PutStreamAsync(_key, new MemoryStream(new byte[100_001]), 100_000, default));
        await Assert.ThrowsAsync<BlobTooLargeException>(() => _store.PutStreamAsync(_key, new MemoryStream(new byte[DirectoryBlobStore.BlobBytesMax + 1]), long.MaxValue, default));
        var closed = new MemoryStream();
        await closed.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => _store.PutStreamAsync(_key, closed, 1, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutStreamAsync(_key, new MemoryStream(new byte[1]), 1, new CancellationToken(canceled: true)));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task PutStream_ContentThatDoesNotCome_HoldsNobodyElseUp()
    {
        // As many as are written to disk at once.
        var slow = Enumerable.Range(0, 4).Select(_ => new SlowStream()).ToList();
        var waiting = slow.ConvertAll(s => _store.PutStreamAsync(_key, s, 10, default));
        await Task.WhenAll(slow.ConvertAll(s => s.Asked.Task)).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        try
        {
            var other = _key with { Session = _ids.Session() };
            Assert.Equal(3, (await _store.PutAsync(other, "abc"u8.ToArray(), default).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Size);
            Assert.Equal(3, (await _store.PutStreamAsync(other, new MemoryStream("abc"u8.ToArray()), 3, default).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Size);
        }
        finally
        {
            slow.ForEach(s => s.End.SetResult());
            Assert.All(await Task.WhenAll(waiting), b => Assert.Equal(0, b.Size));
        }
    }

    [Fact]
    public async Task OpenRead_MissingOrDamaged_IsNullOrRefused()
    {
        var blob = await _store.PutAsync(_key, "abc"u8.ToArray(), default);
        Assert.Null(await _store.OpenReadAsync(_key with { Session = _ids.Session() }, blob, default));
        Assert.Null(await _store.OpenReadAsync(_key with { Tenant = TenantId.Parse("theirs") }, blob, default));
        foreach (var stored in new[] { "abd", "abcd", string.Empty })
        {
            await File.WriteAllTextAsync(PathOf(blob), stored);
            await Assert.ThrowsAsync<InvalidDataException>(() => _store.OpenReadAsync(_key, blob, default));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => _store.OpenReadAsync(_key, new BlobRef("../../../../etc/passwd", 3), default));
    }

    [Fact]
    public async Task Put_KnownContent_HasTheKnownHash() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", (await _store.PutAsync(_key, "abc"u8.ToArray(), default)).Sha256);

    [Fact]
    public async Task Put_SameContentManyTimesAtOnce_IsStoredOnce()
    {
        var content = Encoding.UTF8.GetBytes(new string('x', 100_000));

        var blobs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _store.PutAsync(_key, content, default)));

        Assert.Single(blobs.Distinct());
        Assert.Equal([PathOf(blobs[0])], Files());
    }

    [Fact]
    public async Task Put_OverTheBound_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.PutAsync(_key, new byte[DirectoryBlobStore.BlobBytesMax + 1], default));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Get_AnotherSessionOrTenant_FindsNothing()
    {
        var blob = await _store.PutAsync(_key, "abc"u8.ToArray(), default);

        Assert.Null(await _store.GetAsync(_key with { Session = _ids.Session() }, blob, default));
        Assert.Null(await _store.GetAsync(_key with { Tenant = TenantId.Parse("theirs") }, blob, default));
        Assert.Null(await _store.GetAsync(_key, blob with { Sha256 = new string('0', 64) }, default));
    }

    [Theory]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("")]
    public async Task Get_ReferenceThatIsNoHash_IsRefused(string hash) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _store.GetAsync(_key, new BlobRef(hash, 3), default));

    [Theory]
    [InlineData("abd")]
    [InlineData("abcd")]
    [InlineData("")]
    public async Task Get_DamagedFile_IsRefused(string stored)
    {
        var blob = await _store.PutAsync(_key, "abc"u8.ToArray(), default);
        await File.WriteAllTextAsync(PathOf(blob), stored);

        await Assert.ThrowsAsync<InvalidDataException>(() => _store.GetAsync(_key, blob, default));
    }

    [Fact]
    public async Task Put_OverATornFile_MendsIt()
    {
        var blob = await _store.PutAsync(_key, "abc"u8.ToArray(), default);
        await File.WriteAllTextAsync(PathOf(blob), "a");

        await _store.PutAsync(_key, "abc"u8.ToArray(), default);

        Assert.Equal("abc"u8.ToArray(), (await _store.GetAsync(_key, blob, default))!.Value.ToArray());
    }

    [Fact]
    public async Task DeleteAll_Session_TakesItsBlobsAndNoOthers()
    {
        var other = _key with { Session = _ids.Session() };
        var blob = await _store.PutAsync(_key, "abc"u8.ToArray(), default);
        await _store.PutAsync(other, "abc"u8.ToArray(), default);

        await _store.DeleteAllAsync(_key, default);
        await _store.DeleteAllAsync(_key, default);

        Assert.Null(await _store.GetAsync(_key, blob, default));
        Assert.NotNull(await _store.GetAsync(other, blob, default));
        Assert.Equal(blob, await _store.PutAsync(_key, "abc"u8.ToArray(), default));
    }

    [Fact]
    public void Open_AfterAnUnfinishedPut_ClearsWhatItLeft()
    {
        var left = Path.Combine(_directory.File("blobs"), ".incoming", "left.1");
        File.WriteAllText(left, "half");

        DirectoryBlobStore.Open(_directory.File("blobs")).Dispose();

        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task Put_Files_AreReadableByTheOwnerAlone()
    {
        var path = PathOf(await _store.PutAsync(_key, "abc"u8.ToArray(), default));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        for (var directory = Path.GetDirectoryName(path)!; directory != _directory.Path; directory = Path.GetDirectoryName(directory)!)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
    }

    private string PathOf(BlobRef blob) => Path.Combine(_directory.File("blobs"), _key.Tenant.Value, _key.Session.Value, blob.Sha256);

    private string[] Files() => Directory.GetFiles(_directory.File("blobs"), "*", SearchOption.AllDirectories);

    /// <summary>Tells that it was asked for bytes, and ends when it is told to.</summary>
    private sealed class SlowStream : MemoryStream
    {
        internal TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            await End.Task;
            return 0;
        }
    }
}
