using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Silo.TestServers.TypeScript;

namespace Silo.Host.Tests.Transcripts;

/// <summary>Readers that are programs and say what they read, one JSON object a line.</summary>
internal static class ProgramReader
{
    /// <summary><c>silo tail --json</c>.</summary>
    public static Task TailAsync(Uri server, string session, ReadItems take)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "silo"), ["tail", session, "--json", "--until-ended"]);
        info.Environment["SILO_SERVER"] = server.ToString();
        info.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        foreach (var name in new[] { "SILO_API_KEY", "SILO_PROFILE" }) info.Environment.Remove(name);
        return ReadAsync(info, take);
    }

    /// <summary>The TypeScript client in node: npm/read.mjs.</summary>
    public static async Task TypeScriptAsync(Uri server, string session, ReadItems take) =>
        await ReadAsync(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "npm/read.mjs"), await TypeScriptClient.DistAsync(), server.ToString(), session]), take);

    private static async Task ReadAsync(ProcessStartInfo info, ReadItems take)
    {
        info.UseShellExecute = false;
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonElement.Parse(line);
            var type = said.GetProperty("type").GetString();
            if (type is "event" or "delta") take.Add(ReadItem.Of(said.GetProperty("cursor").GetString(), said.GetProperty(type).GetRawText()));
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{info.FileName} ended with {process.ExitCode}:\n{await error}");
    }
}
