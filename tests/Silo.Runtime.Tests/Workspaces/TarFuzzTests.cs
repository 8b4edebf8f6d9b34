using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Fuzzing;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>Archives that are nearly valid: whatever they hold, they are taken whole or not at all, and reach nothing else.</summary>
public sealed class TarFuzzTests : WorkspaceTest
{
    // Names that stand in the workspace, too, as something else: clashes are where half of an archive could be left.
    private static readonly string[] GoodNames =
        ["f", "g", "d", "d/f", "d/e/f", "d/kept", "old", "old/f", "new", "new/sub", "link", "out", "a b", "é", "./h", new('n', 90), "x/y/z/w", "x/y", "e1", "e2", "e3", "e4", "e5", "e6"];

    private static readonly string[] BadNames = ["link/f", "out/f", "..", "../f", "/f", "d/../../f", ".", "", "a\nb"];

    private static readonly string[] GoodTargets = ["f", "d", "d/e", "old", "."];

    private static readonly string[] BadTargets = ["../f", "../../f", "/etc/passwd", "d/../..", "out/f", "", "d/e/../../../old"];

    private static readonly TarLimits Limits = new() { BytesMax = 256 * 1024, EntriesMax = 60 };

    [Fact]
    public Task Import_MutatedArchives_TakesAllOrNothingAndReachesNothingElse() => Fuzz.RunAsync(seeds: 200, seedsInFull: 5_000, async random =>
    {
        await ResetAsync();
        var before = Snapshot();
        var tar = Mutate(random, Archive(random));
        var target = Pick(random, [".", ".", ".", ".", ".", "d", "d", "new/sub", "out", "old"]);
        var failure = await Record.ExceptionAsync(() => Workspace.ImportTarAsync(At(target), new Trickle(tar, random), Limits, Cancellation));
        if (failure is not null)
        {
            Assert.True(failure is WorkspaceException, failure.ToString());
            Assert.Contains(((WorkspaceException)failure).Code, (string[])["tar_invalid", "tar_hostile", "tar_too_large", "not_a_directory", "not_a_file", "path_outside", "path_invalid"]);
            Assert.InRange(failure.Message.Length, 1, 2_000);

            // The folder that is unpacked into may have been made; nothing else.
            Assert.Equal(before, Snapshot().Where(line => line is not ("new/" or "new/sub/")));
        }

        AssertOutsideUntouched();
        AssertNothingStaged();
        AssertHarmless();
    });

    private static byte[] Archive(Random random)
    {
        var entries = new List<byte[]>();
        var files = new List<string> { "old" };
        var names = new Queue<string>(GoodNames.OrderBy(_ => random.Next()).ToList());
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            // Most archives have one bad thing or none: else the first would hide the rest.
            var isBad = random.Next(12) == 0;
            var name = Pick(random, isBad && random.Next(2) == 0 ? BadNames : [names.Dequeue()]);
            var target = Pick(random, isBad && random.Next(2) == 0 ? BadTargets : GoodTargets);
            var content = new byte[random.Next(4) == 0 ? random.Next(3_000) : random.Next(20)];
            random.NextBytes(content);
            var kind = random.Next(isBad ? 10 : 24);
            if (kind >= 15 && (files.Count > 1 || files.Remove("old"))) files.Add(name);
            entries.Add(kind switch
            {
                >= 15 => TarBytes.File(name, content),
                >= 12 => TarBytes.Folder(name),
                11 or 0 => TarBytes.Link(name, target),
                10 => [.. TarBytes.Pax(("path", name + new string('p', random.Next(100)))), .. TarBytes.File(name, content)],
                9 or 1 => TarBytes.HardLink(name, files[random.Next(files.Count)]),
                2 or 3 when !isBad => TarBytes.File(name, content),
                2 => TarBytes.Link(name, Pick(random, BadTargets)),
                3 => [.. TarBytes.Pax(("path", name + new string('p', random.Next(300)))), .. TarBytes.File(name, content)],
                _ when !isBad => TarBytes.File(name, content),
                4 => [.. TarBytes.Pax(("size", random.NextInt64(1L << 50).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("mtime", "-1e9")), .. TarBytes.File(name, content)],
                5 => [.. TarBytes.Entry("././@LongLink", Pick(random, ['L', 'K']), Encoding.UTF8.GetBytes(name + new string('l', random.Next(300)) + "\0")), .. TarBytes.File(name, content)],
                6 => TarBytes.Entry(name, Pick(random, ['3', '4', '6', '7', 'S', 'D', 'M', 'V', 'g', 'N', (char)random.Next(1, 255)]), content),
                7 => TarBytes.Entry(name, Pick(random, ['0', 'x', 'L', 'g']), content, size: random.NextInt64(0, 1L << 33)),
                8 => [.. TarBytes.Pax(("GNU.sparse.major", "1"), ("linkpath", target)), .. TarBytes.Link(name, target)],
                _ => TarBytes.File(name, content),
            });
            if (random.Next(60) == 0) entries.Add(entries[random.Next(entries.Count)]);
        }

        return TarBytes.Of([.. entries]).ToArray();
    }

    private static byte[] Mutate(Random random, byte[] tar)
    {
        for (var i = random.Next(3) == 0 ? random.Next(1, 4) : 0; i > 0; i--)
        {
            switch (random.Next(5))
            {
                case 0:
                    tar[random.Next(tar.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    // A header whose checksum is right again: what a deliberate attacker sends.
                    var header = tar.AsSpan(512 * random.Next(tar.Length / 512), 512).ToArray();
                    header[random.Next(512)] = (byte)random.Next(256);
                    TarBytes.Sign(header);
                    header.CopyTo(tar.AsSpan(512 * random.Next(tar.Length / 512)));
                    break;
                case 2 when random.Next(3) == 0:
                    tar = tar[..random.Next(1, tar.Length)];
                    if (tar.Length < 512) return tar;
                    break;
                case 3:
                    var at = 512 * random.Next(tar.Length / 512);
                    tar = [.. tar[..at], .. tar[(512 * random.Next(tar.Length / 512))..], .. tar[at..]];
                    break;
                default:
                    var field = tar.AsSpan((512 * random.Next(tar.Length / 512)) + Pick(random, [100, 124, 136, 148, 156, 157, 257, 345]), 8);
                    random.NextBytes(field);
                    break;
            }
        }

        return tar;
    }

    private async Task ResetAsync()
    {
        await Store.DeleteAsync(Key, Cancellation);
        await Store.OpenAsync(Key, Cancellation);
        Put("old", "old");
        Put("d/kept", "kept");
        File.CreateSymbolicLink(Host("link"), "d");
        File.CreateSymbolicLink(Host("out"), Outside);
    }

    private List<string> Snapshot() => [.. Items().Select(i => i.Item switch
    {
        { LinkTarget: { } target } => $"{i.Path} -> {target}",
        FileInfo file => $"{i.Path} {Convert.ToHexString(File.ReadAllBytes(file.FullName))}",
        _ => $"{i.Path}/",
    })];

    /// <summary>Only files, folders, and links that stay inside.</summary>
    private void AssertHarmless()
    {
        foreach (var (path, item) in Items())
        {
            Assert.False(item.Attributes.HasFlag(FileAttributes.Device), path);
            if (item.LinkTarget is not { } target || path == "out") continue;
            var resolved = Path.GetFullPath(target, Path.GetDirectoryName(item.FullName)!);
            Assert.True(resolved == Workspace.HostPath || resolved.StartsWith(Workspace.HostPath + "/", StringComparison.Ordinal), $"{path} -> {target}");
        }
    }

    /// <summary>Everything in the workspace, no link followed.</summary>
    private IEnumerable<(string Path, FileSystemInfo Item)> Items(string path = "")
    {
        foreach (var item in new DirectoryInfo(Host(path)).EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            yield return (path + item.Name, item);
            if (item is not DirectoryInfo { LinkTarget: null }) continue;
            foreach (var below in Items($"{path}{item.Name}/")) yield return below;
        }
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    /// <summary>Comes in pieces of any length, as from a network.</summary>
    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 2_000))], cancellationToken);
    }
}
