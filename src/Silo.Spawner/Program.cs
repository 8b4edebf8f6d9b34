using Silo.Spawner;
using Silo.Spawner.Diagnostics;

#pragma warning disable RS0030 // This is a composition root: it chooses the clock.
var time = TimeProvider.System;
#pragma warning restore RS0030
return await SpawnerProgram.RunAsync(args, time, NoSpawnerProbe.Instance);
