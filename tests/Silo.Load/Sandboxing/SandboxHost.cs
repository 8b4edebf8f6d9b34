using System.Globalization;

namespace Silo.Load.Sandboxing;

/// <summary>A host in a process of its own, to be killed: makes sandboxes, starts a command in each, and waits.</summary>
internal static class SandboxHost
{
    public const string Verb = "sandbox-host";
    public const string Ready = "sandboxes up";

    public static string RunDirectory(string directory) => Path.Combine(directory, "killed-host");

    public static async Task<int> RunAsync(string directory, string socket, string count)
    {
        await using var provider = SandboxWorkload.NewProvider(RunDirectory(directory), socket == "-" ? null : socket);
        var waiting = new List<Task>();
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
        {
            var sandbox = await SandboxWorkload.CreateAsync(provider, directory);
            waiting.Add((await SandboxWorkload.StartAsync(sandbox, $"(setsid sleep 1000000 &) ; echo up; exec sleep 1000000 {LeftBehind.Mark}")).Ended);
        }

        System.Console.WriteLine(Ready);
        await Task.WhenAll(waiting);
        return 0;
    }
}
