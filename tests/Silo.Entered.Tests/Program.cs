using Microsoft.Extensions.Logging.Abstractions;
using Silo.Conformance.Sandboxes;
using Silo.Entered.Tests;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Tests.Crash;
using Silo.Spawner;
using Silo.Spawner.Entering;
using Xunit.Runner.InProc.SystemConsole;

switch (args)
{
    case ["sandbox-host", var run]:
        await using (var provider = Provider(run)) await SandboxProcess.RunAsync(provider, Console.In, Console.Out);
        return 0;
    case ["life", var run, var session, var workspace, var token, var spawner]:
        await using (var provider = Provider(run, spawner)) await SandboxLife.RunAsync(provider, session, workspace, token);
        return 0;
    case ["next", var run, var session]:
        return await NextHost.RunAsync(Provider(run), session);
    case ["probed", var plan, .. var arguments]:
        return await SpawnerProgram.RunAsync([.. arguments], TimeProvider.System, new CrashProbe(plan));
    case ["without", var run, var root, var session, var workspace]:
        return await WithoutIds.RunAsync(run, root, session, workspace);
    default:
        if (EnteredIds.Find() is null) Enter(args);
        return await ConsoleRunner.Run(args);
}

static BubblewrapProvider Provider(string run, string? spawner = null) =>
    new(new BubblewrapOptions { RunDirectory = run, SpawnerPath = spawner }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

// Becomes the same program with what it tests: subordinate ids, of the user that eng/setup.sh makes where root starts it.
static void Enter(string[] args)
{
    string[] entered = [.. Here.Entered, .. args];
    if (Environment.IsPrivilegedProcess) entered = ["/usr/bin/setpriv", "--reuid", "silo", "--regid", "silo", "--clear-groups", "--", .. entered];
    Replacement.Become(entered[0], entered);
}
