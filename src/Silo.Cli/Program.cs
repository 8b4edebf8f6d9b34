using Silo.Cli;
using Silo.Cli.Commands;
using Silo.Cli.Output;
using Silo.Cli.Profiles;
using Silo.Client;

// The composition root: the one place that chooses the real clock, chance and console.
#pragma warning disable RS0030
var time = TimeProvider.System;
#pragma warning restore RS0030
await using var terminal = Terminal.OfProcess();
var profiles = ProfileFile.OfUser(Environment.GetEnvironmentVariable);
return await JournalCommand.TryRunAsync(args, terminal)
    ?? await new SiloCommand(new CliContext(terminal, time, new SecureRandomSource(), profiles, Environment.GetEnvironmentVariable)).InvokeAsync(args);
