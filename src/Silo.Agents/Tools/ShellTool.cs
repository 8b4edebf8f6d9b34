using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Tools;

/// <summary>Runs a command in the session's sandbox.</summary>
internal sealed class ShellTool(IProbe probe) : ITool
{
    private const int CommandBytesMax = 100_000;
    private const int TimeoutMsMax = 24 * 60 * 60 * 1000;

    public ToolDefinition Definition { get; } = new()
    {
        Name = "shell",
        Description = "Runs a command with `sh -c` in the workspace, inside a sandbox without network. Returns what it wrote to standard output and "
            + "standard error, and its exit code. Each call is a new shell: variables and `cd` do not last. Long output is cut in the middle; the notice there names the file that holds all of it.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["command"],"properties":{
              "command":{"type":"string","minLength":1,"maxLength":100000,"description":"The command line for sh."},
              "timeout_ms":{"type":"integer","minimum":1,"maximum":86400000,"description":"Ends the command after so many milliseconds; at most the tool's own limit, which holds when this is left out."}}}
            """),
        Effect = Effect.Workspace,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var limit = LimitOf(call);
        var input = new InputReader(call.Input, "command", "timeout_ms");
        var command = input.Text("command", CommandBytesMax);
        var timeoutMs = input.Integer("timeout_ms", 1, TimeoutMsMax, TimeoutMsMax);
        if (command.Contains('\0')) input.Refuse("'command' must not hold a NUL character.");
        if (input.Refusal is { } refusal) return refusal;

        var timeout = TimeSpan.FromMilliseconds(timeoutMs) < limit ? TimeSpan.FromMilliseconds(timeoutMs) : limit;
        var output = new ShellOutput(call.Output);
        try
        {
            var sandbox = await call.Resources.SandboxAsync(cancellationToken);
            var exit = await sandbox.RunAsync(
                new SandboxCommand { Arguments = ["sh", "-c", command], Timeout = timeout, OnOutput = output.Add }, cancellationToken);
            probe.Reached(ProbePoint.InsideTool);
            return ResultOf(exit, output.Finish(), timeout) with { IsCutOfOutput = output.IsCut };
        }
        catch (SandboxException e) when (e.Code == "sandbox_unavailable")
        {
            throw new ToolUnavailableException(e.Code, e.Message, e);
        }
        catch (SandboxException e)
        {
            var text = $"{output.Finish()}\n[{e.Message} The command may have partly run. The next call gets a new sandbox.]".TrimStart();
            return ToolResult.Failed(e.Code, text) with { IsCutOfOutput = output.IsCut };
        }
    }

    // The runtime ends the call at its limit and then has no output to show: the command is ended a little earlier.
    private TimeSpan LimitOf(ToolInvocation call)
    {
        var limit = call.Agent.Tools.FirstOrDefault(t => t.Name == Definition.Name)?.Timeout ?? Definition.Timeout;
        var margin = limit / 10;
        return limit - (margin < TimeSpan.FromSeconds(1) ? margin : TimeSpan.FromSeconds(1));
    }

    private static ToolResult ResultOf(SandboxExit exit, string output, TimeSpan timeout)
    {
        if (exit is { Cause: SandboxExitCause.Exited, ExitCode: 0 }) return new ToolResult(ToolStatus.Ok, output.Length > 0 ? output : "[no output]", 0);
        var (status, code, notice) = exit.Cause switch
        {
            SandboxExitCause.TimedOut => (ToolStatus.TimedOut, "command_timed_out",
                $"The command was ended after {timeout.TotalSeconds:0.###} s; it may have partly run. Give timeout_ms, split the work, or run it in smaller parts."),
            SandboxExitCause.OutputLimit => (ToolStatus.Error, "output_too_large",
                "The command was ended because it wrote too much; it may have partly run. Send its output to a file and read parts of it."),
            SandboxExitCause.DiskLimit => (ToolStatus.Error, "disk_full",
                "The command was ended because the workspace, /tmp or /home/agent holds more than its limit; it may have partly run. Delete what is not needed, then go on."),
            SandboxExitCause.SandboxDied => (ToolStatus.Error, "sandbox_died",
                "The sandbox died while the command ran; it may have partly run. The next call gets a new sandbox."),
            _ => (ToolStatus.Error, "exit_code", $"exit code {exit.ExitCode}"),
        };
        var separator = output.Length == 0 || output.EndsWith('\n') ? string.Empty : "\n";
        return new ToolResult(status, $"{output}{separator}[{notice}]", exit.ExitCode, new EventError(code, notice));
    }
}
