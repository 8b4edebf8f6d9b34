using System.Globalization;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Resources;
using Silo.Spawner.Users;

namespace Silo.Spawner.Serving;

/// <summary>What <c>silo-spawner serve</c> was told.</summary>
internal sealed record ServeOptions
{
    /// <summary>The name or number of the user that hosts run as.</summary>
    public required string User { get; init; }

    /// <summary>The spawner's own directory, with its socket.</summary>
    public string Directory { get; init; } = Path.GetDirectoryName(SpawnerSocket.Default)!;

    /// <summary>Where workspaces may be; empty for the user's home.</summary>
    public IReadOnlyList<string> Workspaces { get; init; } = [];

    public UidRange Uids { get; init; } = UidRange.Default;

    public SandboxMaxima Maxima { get; init; } = new();

    /// <summary>The program that confines commands; null for bubblewrap on PATH.</summary>
    public SandboxProgram? Program { get; init; }

    public static string Help =>
        $"""
        silo-spawner serve: makes and ends sandboxes for Silo hosts that run as an ordinary user.

          sudo silo-spawner serve --user silo [OPTIONS]

          --user NAME|UID          The user that hosts run as. Nobody else is heard. Required.
          --workspaces DIR         Where that user's workspaces are: a host's data directory. May be repeated. Default: the user's home.
          --directory DIR          Holds the socket, spawner.sock, and what is known of running sandboxes. Default: {Path.GetDirectoryName(SpawnerSocket.Default)}.
          --uids FIRST-LAST        User ids for sandboxes, one to a workspace; nobody else's. Default: {UidRange.Default}.
          --memory-bytes-max N     Most memory that a host may ask for, for one sandbox.
          --processes-max N        Most processes, likewise. Default: 32768.
          --tmp-bytes-max N        Most bytes of /tmp and of /home/agent, likewise, each. Default: 4294967296.
          --tmp-files-max N        Most files there, likewise. Default: 1048576.
          --bubblewrap PATH        The bubblewrap program. Default: bwrap on PATH.
          --oci-runtime PATH       Confines commands by an OCI runtime (crun, runc, runsc) instead.

        silo-spawner enter: becomes a host, with its user's subordinate ids for its sandboxes. It needs no root, and gives none.

          silo-spawner enter -- COMMAND …

          The ids are those of /etc/subuid and /etc/subgid; newuidmap and newgidmap (package uidmap) are needed.

        silo-spawner --help | --version

        serve runs until SIGTERM or SIGINT, which ends every sandbox. It needs root; a host never starts it so.

        """;

    /// <summary>Reads the options.</summary>
    /// <returns>Null, and the problem, when they are none.</returns>
    public static ServeOptions? TryParse(IReadOnlyList<string> args, out string problem)
    {
        var options = new ServeOptions { User = string.Empty };
        for (var i = 0; i < args.Count; i += 2)
        {
            var name = args[i];
            var value = i + 1 < args.Count ? args[i + 1] : null;
            if (value is null || options.With(name, value) is not { } next)
            {
                problem = value is null ? $"{name} needs a value, or is not known." : $"{name} {value} is not understood.";
                return null;
            }

            options = next;
        }

        problem = options.User.Length == 0 ? "--user is missing: the user that hosts run as." : string.Empty;
        return options.User.Length == 0 ? null : options;
    }

    private ServeOptions? With(string name, string value) => name switch
    {
        "--user" when value.Length > 0 => this with { User = value },
        "--directory" when IsPath(value) => this with { Directory = Path.GetFullPath(value) },
        "--workspaces" when IsPath(value) => this with { Workspaces = [.. Workspaces, Path.GetFullPath(value)] },
        "--uids" when UidRange.TryParse(value) is { } range => this with { Uids = range },
        "--memory-bytes-max" when Number(value, long.MaxValue) is { } n => this with { Maxima = Maxima with { MemoryBytes = n } },
        "--processes-max" when Number(value, int.MaxValue) is { } n => this with { Maxima = Maxima with { Processes = (int)n } },
        "--tmp-bytes-max" when Number(value, long.MaxValue) is { } n => this with { Maxima = Maxima with { TmpBytes = n } },
        "--tmp-files-max" when Number(value, int.MaxValue) is { } n => this with { Maxima = Maxima with { TmpFiles = (int)n } },
        "--bubblewrap" or "--oci-runtime" when IsPath(value) => this with { Program = SandboxProgram.Of(name, value) },
        _ => null,
    };

    private static bool IsPath(string text) => Path.IsPathFullyQualified(text) && !text.Contains('\0');

    private static long? Number(string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
