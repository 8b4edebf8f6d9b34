using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Cli.Profiles;
using Silo.Client;

namespace Silo.Cli;

/// <summary>What every command works with.</summary>
internal sealed record CliContext(Terminal Terminal, TimeProvider Time, IRandomSource Random, ProfileFile Profiles, Func<string, string?> Environment)
{
    /// <summary>Makes a client of the server that was chosen.</summary>
    internal SiloClient Connect(ServerChoice choice) => new(new SiloClientOptions { Server = choice.Server, ApiKey = choice.ApiKey, Time = Time, Random = Random });
}
