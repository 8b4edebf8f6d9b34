using Silo.Host.Archives;
using Silo.Host.Configuration;
using Silo.Host.Hosting;
using Silo.Host.Keys;

if (args is ["journal", .. var rest] && rest.Any(word => word is "--help" or "-h"))
{
    Console.Out.WriteLine(ArchiveArguments.Help);
    return 0;
}

if (HostArguments.Answer(args) is { } answer)
{
    Console.Out.WriteLine(answer);
    return 0;
}

var keys = KeysArguments.Read(args, out var misuse);
if (misuse is not null)
{
    Console.Error.WriteLine($"silo: {misuse}");
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("silo: Silo runs on Linux only: its sandboxes are made of Linux namespaces.");
    return 1;
}

#pragma warning disable RS0030 // This is the composition root: it chooses the clock.
var time = TimeProvider.System;
#pragma warning restore RS0030
if (args is ["journal", .. var archive]) return await ArchiveCommand.RunAsync(archive, time);

if (keys is null && HostArguments.FindStray(args) is { } stray)
{
    Console.Error.WriteLine($"silo: '{stray}' is not understood. Settings are given as --Silo:<setting>=<value>; --help lists them.");
    return 2;
}

try
{
    if (keys is not null)
    {
        await KeysCommand.RunAsync(keys, time, Console.Out, Console.Error);
        return 0;
    }

    await using var host = await SiloHost.OpenAsync(args, time);
    await host.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Explain(exception) is { } reason)
{
    Console.Error.WriteLine("silo: " + reason);
    return 1;
}
