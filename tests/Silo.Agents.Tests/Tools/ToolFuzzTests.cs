using System.Runtime.InteropServices;
using System.Text;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Conformance.Fuzzing;
using Xunit;

namespace Silo.Agents.Tests.Tools;

/// <summary>Every built-in tool with inputs that a hostile model writes, on a workspace that a hostile program made.</summary>
public sealed class ToolFuzzTests : ToolTest
{
    private const string Canary = "nobody may touch this";

    private string CanaryFolder => Path.GetFullPath(Host("../../canary"));

    [Fact]
    public Task Tools_HostileInputs_AnswerAndReachNothingElse() => Fuzz.RunAsync(seeds: 30, seedsInFull: 3_000, async random =>
    {
        Reset();
        var inputs = new HostileInputs(random);
        var tools = Tools();
        Sandbox = () => new FakeSandbox((command, _) => Task.FromResult(Play(random, command)));
        for (var i = 0; i < 60; i++)
        {
            var tool = tools[random.Next(tools.Count)];
            var json = inputs.Next(tool.Definition.InputSchema);
            try
            {
                Check(await RunAsync(tool, json, CancellationToken.None));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{tool.Definition.Name} with {(json.Length < 500 ? json : json[..500] + "…")}: {e.Message}", e);
            }
        }

        Assert.Equal([Path.Combine(CanaryFolder, "f")], Directory.GetFileSystemEntries(CanaryFolder));
        Assert.Equal(Canary, await File.ReadAllTextAsync(Path.Combine(CanaryFolder, "f")));
        Assert.Empty(Directory.GetFileSystemEntries(Host("../staging")));
    });

    private static void Check(ToolResult result)
    {
        Assert.NotEmpty(result.Text);
        Assert.InRange(Encoding.UTF8.GetByteCount(result.Text), 1, 1 << 20);
        Assert.Equal(result.Status == ToolStatus.Ok, result.Error is null);
        Assert.DoesNotContain(Canary, result.Text);
        Assert.DoesNotContain("root:", result.Text);
    }

    private static SandboxExit Play(Random random, SandboxCommand command)
    {
        for (var i = random.Next(4); i > 0; i--)
        {
            var bytes = new byte[random.Next(10) == 0 ? random.Next(400_000) : random.Next(50)];
            random.NextBytes(bytes);
            command.OnOutput(bytes);
        }

        return new SandboxExit(random.Next(256), (SandboxExitCause)random.Next(4));
    }

    private void Reset()
    {
        foreach (var item in new DirectoryInfo(Workspace.HostPath).EnumerateFileSystemInfos())
        {
            if (item is DirectoryInfo { LinkTarget: null } folder) folder.Delete(recursive: true);
            else item.Delete();
        }

        Directory.CreateDirectory(CanaryFolder);
        File.WriteAllText(Path.Combine(CanaryFolder, "f"), Canary);
        Put("f", "a x a\nb\r\nc aaaa\n");
        Put("d/f", "class A {}\n");
        Put("binary", [1, 0, 2]);
        Put("latin1", [(byte)'a', 0xE9]);
        Put("long", new string('a', 100_000));
        File.CreateSymbolicLink(Host("out"), CanaryFolder);
        File.CreateSymbolicLink(Host("up"), "../../canary");
        File.CreateSymbolicLink(Host("loop"), "loop");
        Assert.Equal(0, MakeFifo([.. Encoding.UTF8.GetBytes(Host("fifo")), 0], 0x1B6));
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo(byte[] path, uint mode);
}
