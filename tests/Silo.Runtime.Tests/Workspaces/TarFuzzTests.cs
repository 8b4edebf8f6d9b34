using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Fuzzing;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

/// <summary>Archives that are nearly valid: whatever they hold, they are taken whole or not at all, and reach nothing else.</summary>
public sealed class TarFuzzTests : WorkspaceTest
{
    private static readonly string[] Names =
        ["f", "d", "d/f", "d/e/f", "old", "link", "link/f", "out", "out/f", "a b", "é", "./f", "d/", "..", "../f", "/f", "d/../../f", ".", "", "a\nb", new('n', 90), "x/y/z/w"];

    private static readonly string[] Targets = ["f", "d", "../f", "../../f", "/etc/passwd", "d/../..", "link", "out/f", ".", "", "d/e/../../old"];

    private static readonly TarLimits Limits = new() { BytesMax = 256 * 1024, EntriesMax = 60 };

    [Fact]
    public Task Import_MutatedArchives_TakesAllOrNothingAndReachesNothingElse() => Fuzz.RunAsync(seeds: 300, seedsInFull: 20_000, async random =>
    {
        await ResetAsync();
        var before = Snapshot();
        var tar = Mutate(random, Archive(random));
        var target = Pick(random, [".", "d", "new/sub", "out", "old"]);
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
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var name = Pick(random, Names);
            var content = new byte[random.Next(4) == 0 ? random.Next(3_000) : random.Next(20)];
            random.NextBytes(content);
            entries.Add(random.Next(16) switch
            {
                0 => TarBytes.Folder(name),
                1 => TarBytes.Link(name, Pick(random, Targets)),
                2 => TarBytes.HardLink(name, Pick(random, Names)),
                3 => [.. TarBytes.Pax(("path", Pick(random, Names) + new string('p', random.Next(300)))), .. TarBytes.File(name, content)],
                4 => [.. TarBytes.Pax(("size", random.NextInt64(1L << 50).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("mtime", "-1e9")), .. TarBytes.File(name, content)],
                5 => [.. TarBytes.Entry("././@LongLink", Pick(random, ['L', 'K']), Encoding.UTF8.GetBytes(Pick(random, Names) + new string('l', random.Next(300)) + "\0")), .. TarBytes.File(name, content)],
                6 => TarBytes.Entry(name, Pick(random, ['3', '4', '6', '7', 'S', 'D', 'M', 'V', 'g', 'N', (char)random.Next(1, 255)]), content),
                7 => TarBytes.Entry(name, Pick(random, ['0', 'x', 'L', 'g']), content, size: random.NextInt64(0, 1L << 33)),
                8 => [.. TarBytes.Pax(("GNU.sparse.major", "1"), ("linkpath", Pick(random, Targets))), .. TarBytes.Link(name, Pick(random, Targets))],
                _ => TarBytes.File(name, content),
            });
            if (random.Next(6) == 0) entries.Add(entries[random.Next(entries.Count)]);
        }

        return TarBytes.Of([.. entries]).ToArray();
    }

    private static byte[] Mutate(Random random, byte[] tar)
    {
        for (var i = random.Next(4); i > 0; i--)
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

    private List<string> Snapshot()
    {
        var lines = new List<string>();
        Walk(new DirectoryInfo(Workspace.HostPath), string.Empty);
        return lines;

        void Walk(DirectoryInfo folder, string path)
        {
            foreach (var item in folder.EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
            {
                if (item.LinkTarget is { } target) lines.Add($"{path}{item.Name} -> {target}");
                else if (item is FileInfo file) lines.Add($"{path}{item.Name} {Convert.ToHexString(File.ReadAllBytes(file.FullName))}");
                else lines.Add($"{path}{item.Name}/");
                if (item is DirectoryInfo { LinkTarget: null } inner) Walk(inner, $"{path}{item.Name}/");
            }
        }
    }

    /// <summary>Only files, folders, and links that stay inside.</summary>
    private void AssertHarmless()
    {
        foreach (var item in new DirectoryInfo(Workspace.HostPath).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false }))
        {
            Assert.False(item.Attributes.HasFlag(FileAttributes.Device), item.FullName);
            if (item.LinkTarget is not { } target || item.FullName == Host("out")) continue;
            var resolved = Path.GetFullPath(target, Path.GetDirectoryName(item.FullName)!);
            Assert.True(resolved == Workspace.HostPath || resolved.StartsWith(Workspace.HostPath + "/", StringComparison.Ordinal), $"{item.FullName} -> {target}");
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
