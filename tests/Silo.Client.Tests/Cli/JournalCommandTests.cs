using System.Diagnostics;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class JournalCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Journal_Arguments_GoToTheHostsProgramAsTheyAreAndItsExitCodeComesBack()
    {
        var host = Path.Combine(_folder.FullName, "host");
        await File.WriteAllTextAsync(host, "#!/bin/sh\nprintf '<%s>' \"$@\"; cat; exit 7\n");
        File.SetUnixFileMode(host, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (exitCode, output, _) = await RunAsync(host, _folder.FullName, "journal", "import", "-", "--json", "--Silo:DataDirectory=/a b");

        Assert.Equal((7, "<journal><import><-><--json><--Silo:DataDirectory=/a b>from the pipe"), (exitCode, output));
    }

    [Fact]
    public async Task Journal_HostOnlyInTheWorkingDirectory_IsNotRun()
    {
        var host = Path.Combine(_folder.FullName, "Silo.Host");
        await File.WriteAllTextAsync(host, "#!/bin/sh\necho hostile\n");
        File.SetUnixFileMode(host, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (exitCode, output, errors) = await RunAsync(host: null, path: "/usr/bin:.", "journal", "verify");

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.Contains("SILO_HOST", errors, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string? host, string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "silo"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["SILO_HOST"] = host;
        start.Environment["PATH"] = $"{path}:/usr/bin:/bin";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("from the pipe");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await errors);
    }
}
