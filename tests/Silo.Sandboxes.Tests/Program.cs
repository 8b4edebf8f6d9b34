using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Tests;
using Silo.Sandboxes.Tests.Crash;
using Silo.Sandboxes.Tests.Serving;
using Silo.Spawner;
using Xunit.Runner.InProc.SystemConsole;

switch (args)
{
    case ["sandbox-host", var kind, var run, .. var socket]:
        await HostAsync(TestProvider.Make(kind, run, socket.FirstOrDefault()), provider => SandboxProcess.RunAsync(provider, Console.In, Console.Out));
        return 0;
    case ["life", var kind, var run, var session, var workspace, var token, .. var spawner]:
        var provider = spawner is ["socket", var at] ? TestProvider.Make(kind, run, socket: at) : TestProvider.Make(kind, run, spawnerPath: spawner.Single());
        await HostAsync(provider, made => SandboxLife.RunAsync(made, session, workspace, token));
        return 0;
    case ["probed", var plan, .. var arguments]:
        return await SpawnerProgram.RunAsync([.. arguments], TimeProvider.System, new CrashProbe(plan));
    case ["connect", var socket]:
        Console.Out.WriteLine(await SpawnerCaller.ConnectAsync(socket));
        return 0;
    default:
        // A container's first process comes to whoever had it made; the escape tests are that, as a spawner is elsewhere.
        HostBond.AdoptOrphans();
        return await ConsoleRunner.Run(args);
}

static async Task HostAsync(ISandboxProvider provider, Func<ISandboxProvider, Task> live)
{
    await using var disposed = (IAsyncDisposable)provider;
    await live(provider);
}
