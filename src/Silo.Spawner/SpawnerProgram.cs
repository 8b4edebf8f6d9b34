using System.Reflection;
using System.Runtime.InteropServices;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Entering;
using Silo.Spawner.Serving;

namespace Silo.Spawner;

/// <summary>The program: what it was asked to be.</summary>
internal static class SpawnerProgram
{
    private const int BadArguments = 2;

    /// <summary>Runs until it is told to end.</summary>
    /// <returns>The exit code: 0 after a stop, 1 when it could not start, 2 for arguments that it does not know, 3 when its host is gone, 4 when libseccomp is missing.</returns>
    public static async Task<int> RunAsync(string[] args, TimeProvider time, ISpawnerProbe probe)
    {
        switch (args)
        {
            case ["--help" or "-h" or "help"] or ["serve", "--help" or "-h"]:
                await Console.Out.WriteAsync(ServeOptions.Help);
                return 0;
            case ["--version"]:
                await Console.Out.WriteLineAsync("silo-spawner " + Version);
                return 0;
            case []:
                await Console.Error.WriteLineAsync("silo-spawner: nothing to do. 'silo-spawner serve --user NAME' makes sandboxes for a host; --help says more.");
                return BadArguments;
            case ["enter", .. var command]:
                return await EnterAsync(command, time);
            case ["serve", .. var options]:
                return await ServeAsync(options, time, probe);
        }

        if (SpawnerArguments.TryParse(args, out var problem) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(problem);
            return BadArguments;
        }

        InheritedDescriptors.KeepFromChildren();

        // The host decides when to stop, by closing the pipe: a signal meant for it must not end running commands under it.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        try
        {
            return await ChildSpawner.RunAsync(arguments, time, probe);
        }
        catch (SandboxException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static string Version =>
        typeof(SpawnerProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static async Task<int> EnterAsync(string[] args, TimeProvider time)
    {
        if (EnterOptions.TryParse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync("silo-spawner: enter takes the command to become: silo-spawner enter -- COMMAND …");
            return BadArguments;
        }

        try
        {
            await EnterCommand.RunAsync(options, time);
        }
        catch (Exception e) when (e is EnterRefusedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"silo-spawner: {e.Message}");
        }

        return 1;
    }

    private static async Task<int> ServeAsync(string[] args, TimeProvider time, ISpawnerProbe probe)
    {
        if (ServeOptions.TryParse(args, out var problem) is not { } options)
        {
            await Console.Error.WriteLineAsync($"silo-spawner: {problem} --help says what it takes.");
            return BadArguments;
        }

        InheritedDescriptors.KeepFromChildren();
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await ServedSpawner.RunAsync(options, time, probe, stop.Token);
            return 0;
        }
        catch (Exception e) when (e is ServeRefusedException or SandboxException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"silo-spawner: {e.Message}");
            return 1;
        }
    }
}
