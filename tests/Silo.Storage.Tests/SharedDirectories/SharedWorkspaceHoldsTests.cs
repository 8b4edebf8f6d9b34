using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Journal;
using Silo.Storage.DataDirectories;
using Silo.Storage.SharedDirectories;
using Xunit;

namespace Silo.Storage.Tests.SharedDirectories;

/// <summary>Hosts that share a directory; each opens its files itself, so the kernel takes them for different processes.</summary>
public sealed class SharedWorkspaceHoldsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-shared-");
    private readonly SessionKey _key = new(TenantId.Default, new TestIds().Session());

    private int _starts;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Take_HeldByAnotherHost_IsRefusedUntilItLetsGo()
    {
        using var a = await StartAsync("a");
        using var b = await StartAsync("b");
        var hold = await a.TakeAsync(_key);
        Assert.NotNull(hold);
        Assert.Null(await b.TakeAsync(_key));
        Assert.NotNull(await b.TakeAsync(new SessionKey(TenantId.Parse("other"), _key.Session)));
        await hold.LetGoAsync(Proved);
        Assert.NotNull(await b.TakeAsync(_key));
        Assert.Null(await a.TakeAsync(_key));
    }

    [Fact]
    public async Task Take_TwiceByOneHost_IsLetGoWithTheLast()
    {
        using var a = await StartAsync("a");
        using var b = await StartAsync("b");
        var (first, second) = ((await a.TakeAsync(_key))!, (await a.TakeAsync(_key))!);
        await first.LetGoAsync(Proved);
        Assert.Null(await b.TakeAsync(_key));
        await second.LetGoAsync(Proved);
        Assert.NotNull(await b.TakeAsync(_key));
    }

    [Fact]
    public async Task LetGo_WithoutProof_KeepsTheFilesWithItsProcessUntilItIsThereAgainOrEnds()
    {
        using var a = await StartAsync("a");
        using var b = await StartAsync("b");
        await FailAsync((await a.TakeAsync(_key))!);
        Assert.Null(await b.TakeAsync(_key));
        await (await a.TakeAsync(_key))!.LetGoAsync(Proved);
        await (await b.TakeAsync(_key))!.LetGoAsync(Proved);
        await FailAsync((await a.TakeAsync(_key))!);
        a.Dispose();
        Assert.NotNull(await b.TakeAsync(_key));
    }

    [Fact]
    public async Task LetGo_OfAnEarlierHold_EndsNothingOfTheNext()
    {
        using var a = await StartAsync("a");
        using var b = await StartAsync("b");
        var (earlier, next) = ((await a.TakeAsync(_key))!, (await a.TakeAsync(_key))!);
        await earlier.LetGoAsync(() => throw new InvalidOperationException("It would end what the next one runs."));
        Assert.Null(await b.TakeAsync(_key));

        // While the last is being proved nobody begins anything.
        var proof = new TaskCompletionSource();
        var going = next.LetGoAsync(() => proof.Task);
        Assert.Null(await a.TakeAsync(_key));
        proof.SetResult();
        await going;
        Assert.NotNull(await a.TakeAsync(_key));
    }

    [Fact]
    public async Task Take_ThatFails_DoesNotLetGoOfWhatWasNotProved()
    {
        using var a = await StartAsync("a");
        using var b = await StartAsync("b");
        var dead = await StartAsync("c");
        await FailAsync((await a.TakeAsync(_key))!);
        dead.Dispose();
        a.Sandboxes.Problem = new SandboxException("sandbox_not_dead", "Process 7 is still there.");

        var refused = await Assert.ThrowsAsync<SandboxException>(() => a.TakeAsync(_key));

        Assert.Contains(dead.Start, refused.Message, StringComparison.Ordinal);
        Assert.Contains(dead.Start, a.Holds.Unended, StringComparison.Ordinal);
        Assert.Null(await b.TakeAsync(_key));
        a.Sandboxes.Problem = null;
        await (await a.TakeAsync(_key))!.LetGoAsync(Proved);
        Assert.Null(a.Holds.Unended);
        Assert.NotNull(await b.TakeAsync(_key));
    }

    [Fact]
    public async Task Take_AfterAHostDied_FirstEndsWhatItLeft()
    {
        var a = await StartAsync("a");
        await a.TakeAsync(_key);
        using var b = await StartAsync("b");
        a.Dispose();

        b.Sandboxes.Problem = new SandboxException("sandbox_not_dead", "Process 7 is still there.");
        await Assert.ThrowsAsync<SandboxException>(() => b.TakeAsync(_key));
        using var c = await StartAsync("c");
        c.Sandboxes.Problem = b.Sandboxes.Problem;
        await Assert.ThrowsAsync<SandboxException>(() => c.TakeAsync(_key));
        b.Sandboxes.Problem = null;
        Assert.NotNull(await b.TakeAsync(_key));
        Assert.Equal([a.Recorded, a.Recorded], b.Sandboxes.Proved);

        // Once is enough, and neither dead nor alive is asked after again.
        Assert.NotNull(await c.TakeAsync(new SessionKey(TenantId.Parse("other"), _key.Session)));
        Assert.Single(c.Sandboxes.Proved);
    }

    [Fact]
    public async Task Take_WhileAnotherEndsWhatADeadHostLeft_IsNotYet()
    {
        var a = await StartAsync("a");
        using var b = await StartAsync("b");
        using var c = await StartAsync("c");
        a.Dispose();
        b.Sandboxes.Gate = new TaskCompletionSource();
        var ending = b.TakeAsync(_key);
        await b.Sandboxes.Asked.Task;
        Assert.Null(await c.TakeAsync(new SessionKey(TenantId.Parse("other"), _key.Session)));
        b.Sandboxes.Gate.SetResult();
        Assert.NotNull(await ending);
        Assert.NotNull(await c.TakeAsync(new SessionKey(TenantId.Parse("other"), _key.Session)));
        Assert.Empty(c.Sandboxes.Proved);
    }

    [Fact]
    public async Task Take_HostThatStartedAgain_EndsItsOwnAndNobodyElseDoes()
    {
        var first = await StartAsync("a");
        first.Dispose();
        using var again = await StartAsync("a");
        using var b = await StartAsync("b");
        // What it records now lies where the dead start recorded: another host cannot tell them apart.
        Assert.Null(await b.TakeAsync(_key));
        Assert.Empty(b.Sandboxes.Proved);
        Assert.True(await again.Holds.EndDeadAsync(default));
        Assert.Equal(1, again.Sandboxes.Sweeps);
        Assert.NotNull(await b.TakeAsync(_key));
    }

    [Fact]
    public async Task Lives_IsTrueOfThoseThatRun()
    {
        using var a = await StartAsync("a");
        var b = await StartAsync("b");
        Assert.True(a.Directory.Lives(b.Start));
        Assert.True(a.Directory.Lives(a.Start));
        b.Dispose();
        Assert.False(a.Directory.Lives(b.Start));
        Assert.False(a.Directory.Lives("../holds"));
    }

    [Fact]
    public async Task Open_WritableByOthers_IsRefused()
    {
        File.SetUnixFileMode(_folder.CreateSubdirectory("shared").FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        Assert.Contains("chmod 700", (await Assert.ThrowsAsync<UnauthorizedAccessException>(() => StartAsync("a"))).Message, StringComparison.Ordinal);
    }

    private static Task Proved() => Task.CompletedTask;

    private static async Task FailAsync(IWorkspaceHold hold)
    {
        var failure = new SandboxException("sandbox_not_dead", "Process 7 is still there.");
        Assert.Same(failure, await Assert.ThrowsAsync<SandboxException>(() => hold.LetGoAsync(() => Task.FromException(failure))));
    }

    private Task<Node> StartAsync(string name) =>
        Node.StartAsync(Path.Combine(_folder.FullName, name), Path.Combine(_folder.FullName, "shared"), new CountingRandom(first: (byte)(20 * ++_starts)));

    private sealed class Node(DataDirectory data, SharedDirectory directory, Recorder sandboxes, string recorded) : IDisposable
    {
        public SharedDirectory Directory => directory;

        public Recorder Sandboxes => sandboxes;

        public string Recorded => recorded;

        public string Start => data.StartId;

        public SharedWorkspaceHolds Holds { get; } = new(directory, sandboxes);

        public static async Task<Node> StartAsync(string path, string shared, IRandomSource random)
        {
            var data = DataDirectory.Open(path, random);
            try
            {
                var recorded = Path.Combine(data.RunPath, "sandboxes");
                return new Node(data, await SharedDirectory.OpenAsync(shared, data, recorded, TimeProvider.System), new Recorder(), recorded);
            }
            catch
            {
                data.Dispose();
                throw;
            }
        }

        public Task<IWorkspaceHold?> TakeAsync(SessionKey key) => Holds.TryTakeAsync(key, CancellationToken.None);

        /// <summary>As the kernel would, when the process dies.</summary>
        public void Dispose()
        {
            Holds.Dispose();
            directory.Dispose();
            data.Dispose();
        }
    }

    private sealed class Recorder : ISandboxProvider
    {
        public List<string> Proved { get; } = [];

        public int Sweeps { get; private set; }

        public SandboxException? Problem { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public TaskCompletionSource Asked { get; } = new();

        public string Name => "recorder";

        public async Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken)
        {
            Proved.Add(runDirectory);
            Asked.TrySetResult();
            if (Gate is { } gate) await gate.Task;
            if (Problem is { } problem) throw problem;
        }

        public Task<int> SweepAsync(CancellationToken cancellationToken) => Task.FromResult(++Sweeps);

        public Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
