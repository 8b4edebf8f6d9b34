using Microsoft.Extensions.Logging.Abstractions;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Tests.Crash;
using Silo.Sandboxes.Tests.Serving;
using Silo.Spawner;
using Xunit.Runner.InProc.SystemConsole;

switch (args)
{
    case ["sandbox-host", var run, .. var socket]:
        await using (var provider = new BubblewrapProvider(
            new BubblewrapOptions { RunDirectory = run, SpawnerSocket = socket.FirstOrDefault() }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance))
            await SandboxProcess.RunAsync(provider, Console.In, Console.Out);
        return 0;
    case ["life", var run, var session, var workspace, var token, .. var spawner]:
        var options = spawner is ["socket", var at]
            ? new BubblewrapOptions { RunDirectory = run, SpawnerSocket = at }
            : new BubblewrapOptions { RunDirectory = run, SpawnerPath = spawner.Single() };
        await using (var provider = new BubblewrapProvider(options, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance))
            await SandboxLife.RunAsync(provider, session, workspace, token);
        return 0;
    case ["probed", var plan, .. var arguments]:
        return await SpawnerProgram.RunAsync([.. arguments], TimeProvider.System, new CrashProbe(plan));
    case ["connect", var socket]:
        Console.Out.WriteLine(await SpawnerCaller.ConnectAsync(socket));
        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
