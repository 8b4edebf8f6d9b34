using Silo.Host.Configuration;
using Silo.Host.Hosting;

if (HostArguments.Answer(args) is { } answer)
{
    Console.Out.WriteLine(answer);
    return 0;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("silo: Silo runs on Linux only: its sandboxes are made of Linux namespaces.");
    return 1;
}

if (HostArguments.FindStray(args) is { } stray)
{
    Console.Error.WriteLine($"silo: '{stray}' is not understood. Settings are given as --Silo:<setting>=<value>; --help lists them.");
    return 2;
}

#pragma warning disable RS0030 // This is the composition root: it chooses the clock.
var time = TimeProvider.System;
#pragma warning restore RS0030
try
{
    await using var host = await SiloHost.OpenAsync(args, time);
    await host.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Explain(exception) is { } reason)
{
    Console.Error.WriteLine("silo: " + reason);
    return 1;
}
