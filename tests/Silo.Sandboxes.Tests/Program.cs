using Microsoft.Extensions.Logging.Abstractions;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Xunit.Runner.InProc.SystemConsole;

switch (args)
{
    case ["sandbox-host", var run, .. var socket]:
        await using (var provider = new BubblewrapProvider(
            new BubblewrapOptions { RunDirectory = run, SpawnerSocket = socket.FirstOrDefault() }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance))
            await SandboxProcess.RunAsync(provider, Console.In, Console.Out);
        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
