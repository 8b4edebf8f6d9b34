using System.Text;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>Makes the request for a command, within its bounds.</summary>
internal static class CommandRequest
{
    /// <summary>Makes the request.</summary>
    /// <exception cref="ArgumentException">The command is beyond a bound, which the message names. Do not retry.</exception>
    public static RunRequest Build(string sandbox, SandboxCommand command) => Checked(nameof(command), new RunRequest
    {
        Sandbox = sandbox,
        Arguments = command.Arguments,
        Environment = command.Environment,
        Directory = command.WorkingDirectory,
        TimeoutMs = Milliseconds(command.Timeout),
        OutputBytesMax = command.OutputBytesMax,
        InputBytes = command.Input.Length,
    });

    /// <summary>Makes the request for a process that is talked to.</summary>
    /// <exception cref="ArgumentException">The start is beyond a bound, which the message names. Do not retry.</exception>
    public static RunRequest Build(string sandbox, SandboxProcessStart start) => Checked(nameof(start), new RunRequest
    {
        Sandbox = sandbox,
        Arguments = start.Arguments,
        Environment = start.Environment,
        Directory = start.WorkingDirectory,
        TimeoutMs = Milliseconds(start.Timeout),
        OutputBytesMax = start.OutputBytesMax,
        InputBytes = 0,
        IsProcess = true,
    });

    /// <summary>What is wrong with a request; null when nothing is. The spawner asks too: it trusts no request.</summary>
    public static string? Problem(RunRequest request)
    {
        var arguments = request.Arguments;
        if (arguments.Count is 0 or > WireLimits.ArgumentsMax) return $"A command has 1 to {WireLimits.ArgumentsMax} arguments, this one {arguments.Count}.";
        if (arguments[0].Length == 0 || arguments[0][0] == '-') return "A program's name is not empty and does not begin with '-'.";
        if (arguments.Sum(Bytes) > WireLimits.ArgumentBytesMax) return $"Arguments take at most {WireLimits.ArgumentBytesMax} bytes together; put more into the input or a file.";
        if (request.Environment.Count > WireLimits.VariablesMax) return $"A command has at most {WireLimits.VariablesMax} variables.";
        if (request.Environment.Sum(v => Bytes(v.Key) + Bytes(v.Value)) > WireLimits.VariableBytesMax)
            return $"Variables take at most {WireLimits.VariableBytesMax} bytes together.";
        if (request.Environment.Keys.Any(key => key.Length == 0 || key.Contains('='))) return "A variable's name is not empty and has no '='.";
        if (arguments.Concat(request.Environment.Keys).Concat(request.Environment.Values).Append(request.Directory).Any(text => text.Contains('\0')))
            return "A command has no zero byte in it.";
        if (!IsInside(request.Directory)) return "The working directory is relative to the workspace and stays in it.";
        if (request.InputBytes is < 0 or > WireLimits.InputBytesMax) return $"Input has at most {WireLimits.InputBytesMax} bytes; write more to a file.";
        if (request.IsProcess && request.InputBytes != 0) return "A process's input comes while it runs.";
        if (request.OutputBytesMax < 0) return "The output limit is not negative.";
        if (request.TimeoutMs is not -1 && !(request.TimeoutMs is > 0 and <= int.MaxValue)) return "The timeout is above 0 and at most 24 days, or infinite.";
        return null;
    }

    private static RunRequest Checked(string argument, RunRequest request) => Problem(request) is { } problem ? throw new ArgumentException(problem, argument) : request;

    private static double Milliseconds(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan ? -1 : timeout.TotalMilliseconds;

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text) + 1;

    private static bool IsInside(string directory) =>
        directory.Length is > 0 and <= 4096 && directory[0] is not ('/' or '-') && !directory.Split('/').Contains("..");
}
