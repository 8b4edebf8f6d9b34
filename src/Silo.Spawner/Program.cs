using System.Runtime.InteropServices;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Spawner;

// Started by the host and by nobody else; ends, with everything it started, when the host does.
if (SpawnerArguments.TryParse(args, out var problem) is not { } arguments)
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (!LibSeccomp.IsInstalled())
{
    Console.Error.WriteLine(Unavailable.NoSeccomp().Message);
    return 4;
}

if (!HostBond.TryTie(arguments.HostPid)) return 3;
InheritedDescriptors.KeepFromChildren();

// The host decides when to stop, by closing the pipe: a signal meant for it must not end running commands under it.
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);

using var run = RunDirectory.Open(arguments.RunDirectory);
using var poller = new FdPoller();
using var starter = new ProcessStarter(poller);
#pragma warning disable RS0030 // This is a composition root: it chooses the clock.
var time = TimeProvider.System;
#pragma warning restore RS0030
using var filter = SeccompFilter.Build();
var profile = new SandboxProfile(await SystemView.PrepareAsync(run, starter), filter, ProfileControls.All);
var tools = new SandboxTools(run, poller, starter, time, arguments.Bubblewrap, profile);
var table = new SandboxTable(tools);
using var server = new SpawnerServer(run, table);
var serving = server.RunAsync();
Console.Out.WriteLine(SpawnerProcess.ReadyLine);

// A listener that fails ends this process, and with it every sandbox; the host then starts another.
await await Task.WhenAny(HostBond.WaitHostGoneAsync(poller), serving);
await server.StopAsync();
await serving;
await table.EndAllAsync();
await server.CutAsync();
return 0;
