using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Silo.TestServers.Postgres;

namespace Silo.Host.Tests.Archives;

/// <summary><c>Silo.Host journal …</c> as people run it.</summary>
internal sealed record ArchiveProgram(int ExitCode, string Output, string Errors)
{
    /// <summary>What it printed with <c>--json</c>, by type.</summary>
    public IEnumerable<JsonElement> Lines(string type) => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("type").GetString() == type).Select(line => line.GetProperty(type));

    /// <summary>A number of its summary.</summary>
    public long Count(string name) => Lines("summary").Single().GetProperty(name).GetInt64();

    public static Task<ArchiveProgram> RunAsync(string data, params string[] arguments) => RunAsync(data, null, arguments);

    public static async Task<ArchiveProgram> RunAsync(string data, PostgresServer? server, params string[] arguments)
    {
        using var process = Start(data, server, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().Within(60, "the command to end");
        return new ArchiveProgram(process.ExitCode, await output, await errors);
    }

    public static Process Start(string data, PostgresServer? server, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Silo.Host"), ["journal", .. arguments, "--json", $"--Silo:DataDirectory={data}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        if (server is not null) start.Environment["SILO__POSTGRES__CONNECTIONSTRING"] = server.ConnectionString;
        return Process.Start(start)!;
    }
}
