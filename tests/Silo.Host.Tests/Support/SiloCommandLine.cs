using System.Diagnostics;

namespace Silo.Host.Tests.Support;

/// <summary>The <c>silo</c> program, as people run it.</summary>
internal static class SiloCommandLine
{
    /// <summary>Runs a command to its end, with nothing to read.</summary>
    /// <param name="server">The server.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<(int Code, string Out, string Error)> RunAsync(Uri server, string? key, params IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "silo"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SILO_SERVER"] = server.ToString(), ["XDG_CONFIG_HOME"] = "/nonexistent", ["SILO_API_KEY"] = key },
        };
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var (shown, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within(60, "silo to end");
        return (process.ExitCode, await shown, await error);
    }
}
