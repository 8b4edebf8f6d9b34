using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Xunit;

namespace Silo.Sandboxes.Tests.Bubblewrap;

public sealed class CommandRequestTests
{
    private static readonly SandboxCommand Plain = new() { Arguments = ["true"], Timeout = TimeSpan.FromSeconds(1), OnOutput = _ => { } };

    public static TheoryData<string, SandboxCommand> Refused => new()
    {
        { "no arguments", Plain with { Arguments = [] } },
        { "too many arguments", Plain with { Arguments = [.. Enumerable.Repeat("a", WireLimits.ArgumentsMax + 1)] } },
        { "too long arguments", Plain with { Arguments = ["a", new string('a', WireLimits.ArgumentBytesMax)] } },
        { "an option as program", Plain with { Arguments = ["-c"] } },
        { "an empty program", Plain with { Arguments = [""] } },
        { "a zero byte", Plain with { Arguments = ["a", "b\0c"] } },
        { "a variable with =", Plain with { Environment = new Dictionary<string, string> { ["a=b"] = "c" } } },
        { "a variable with a zero byte", Plain with { Environment = new Dictionary<string, string> { ["a"] = "b\0--bind" } } },
        { "an absolute directory", Plain with { WorkingDirectory = "/tmp" } },
        { "a way out", Plain with { WorkingDirectory = "a/../.." } },
        { "too much input", Plain with { Input = new byte[WireLimits.InputBytesMax + 1] } },
        { "no timeout", Plain with { Timeout = TimeSpan.Zero } },
        { "a negative limit", Plain with { OutputBytesMax = -1 } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Command_BeyondABound_IsRefused(string why, SandboxCommand command)
    {
        var error = Assert.Throws<ArgumentException>(() => CommandRequest.Build("sandbox", command));
        Assert.True(error.Message.Length > 10, why);
    }

    [Fact]
    public void Command_AtItsBounds_IsTaken()
    {
        var command = Plain with
        {
            Arguments = ["a", new string('a', WireLimits.ArgumentBytesMax - 3)],
            Input = new byte[WireLimits.InputBytesMax],
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Assert.Equal(-1, CommandRequest.Build("sandbox", command).TimeoutMs);
    }
}
