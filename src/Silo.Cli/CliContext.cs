using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Client;

namespace Silo.Cli;

/// <summary>What every command works with.</summary>
internal sealed record CliContext(Terminal Terminal, TimeProvider Time, IRandomSource Random)
{
    /// <summary>Makes a client of the server that was named.</summary>
    internal SiloClient Connect(Uri server) => new(new SiloClientOptions { Server = server, Time = Time, Random = Random });
}
