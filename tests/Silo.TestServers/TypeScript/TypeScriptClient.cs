using System.Diagnostics;
using System.Security.Cryptography;

namespace Silo.TestServers.TypeScript;

/// <summary>The TypeScript client, compiled once for this process beside the tests.</summary>
public static class TypeScriptClient
{
    private const string ToolsFolder = "/usr/local/lib/silo-test-tools";
    private static readonly Lazy<Task<string>> Compiled = new(CompileAsync);

    /// <summary>The folder that holds <c>index.js</c>.</summary>
    /// <exception cref="InvalidOperationException">The compiler is missing, or finds an error; the message holds it.</exception>
    public static Task<string> DistAsync() => Compiled.Value;

    private static async Task<string> CompileAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "typescript");
        var version = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..12];
        var compiler = Path.Combine(ToolsFolder, $"typescript-{version}", "node_modules/typescript/lib/tsc.js");
        if (!File.Exists(compiler)) throw new InvalidOperationException($"{compiler} is missing: run eng/setup.sh.");
        var dist = Path.Combine(source, "dist");
        var info = new ProcessStartInfo("node", [compiler, "-p", source, "--outDir", dist, "--pretty", "false"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0 ? dist : throw new InvalidOperationException($"The TypeScript client does not compile:\n{await said}{await error}");
    }
}
