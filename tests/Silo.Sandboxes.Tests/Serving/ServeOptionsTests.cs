using Silo.Spawner.Serving;
using Xunit;

namespace Silo.Sandboxes.Tests.Serving;

public sealed class ServeOptionsTests
{
    [Fact]
    public void TryParse_EveryOption_ReachesItsPlace()
    {
        var options = ServeOptions.TryParse(
            [
                "--user", "silo", "--directory", "/run/x", "--workspaces", "/a", "--workspaces", "/b/../c", "--uids", "5000-6000", "--bubblewrap", "/bwrap",
                "--memory-bytes-max", "1", "--processes-max", "2", "--tmp-bytes-max", "3", "--tmp-files-max", "4",
            ],
            out var problem);
        Assert.Equal(string.Empty, problem);
        Assert.Equal(("silo", "/run/x", "/a|/c", "5000-6000", "/bwrap"), (options!.User, options.Directory, string.Join('|', options.Workspaces), $"{options.Uids}", options.Program?.Path));
        Assert.Equal((1L, 2, 3L, 4), (options.Maxima.MemoryBytes, options.Maxima.Processes, options.Maxima.TmpBytes, options.Maxima.TmpFiles));
    }

    [Theory]
    [InlineData("", "--user is missing")]
    [InlineData("--user", "--user needs a value")]
    [InlineData("--user silo --directory relative", "--directory relative is not understood")]
    [InlineData("--user silo --uids 0-10", "--uids 0-10 is not understood")]
    [InlineData("--user silo --processes-max 0", "--processes-max 0 is not understood")]
    [InlineData("--user silo --memory-bytes-max -1", "--memory-bytes-max -1 is not understood")]
    [InlineData("--user silo --sudo yes", "--sudo yes is not understood")]
    public void TryParse_WhatIsWrong_IsNamed(string line, string problem)
    {
        Assert.Null(ServeOptions.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    // The page and the program say the same.
    [Fact]
    public void Help_NamesEveryOptionOfThePage()
    {
        foreach (var option in (string[])["--user", "--workspaces", "--directory", "--uids", "--memory-bytes-max", "--processes-max", "--tmp-bytes-max", "--tmp-files-max", "--bubblewrap"])
            Assert.Contains($"  {option} ", ServeOptions.Help, StringComparison.Ordinal);
    }
}
