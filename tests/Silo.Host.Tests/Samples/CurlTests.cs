using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Samples;

/// <summary>samples/curl.md: every command of it against a real host, in the order of the page, and what each says.</summary>
public sealed class CurlTests
{
    private const string Mark = "--- block ";

    [Fact]
    public async Task Page_EveryCommand_SaysWhatStandsUnderIt()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.At("work"));
        await using var host = await LiveHost.StartAsync(folder.At("data"), Sample.Agents(folder), settings =>
        {
            settings.Http.Development = false;
            // A program that reads a pipe to the line it wants ends with the next thing that is said.
            settings.Http.StreamKeepAlive = TimeSpan.FromSeconds(1);
        });
        var key = await host.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Parse("acme"), Role.Operator, "curl", null, "test"), CancellationToken.None);

        var blocks = Blocks(await File.ReadAllTextAsync(Sample.At("curl.md")));
        Assert.True(blocks.Count > 8, $"{blocks.Count} blocks were found.");
        var script = new StringBuilder("set -eu\n");
        for (var i = 0; i < blocks.Count; i++) script.Append($"echo; echo '{Mark}{i}'\n{blocks[i].Commands}");
        await File.WriteAllTextAsync(folder.At("work/page.sh"), script.ToString());
        var (code, said, error) = await RunAsync(folder.At("work"), host.Address, key.Text);
        Assert.True(code == 0, $"exit {code}\n{said}\n{error}");

        var parts = said.Split(Mark).Skip(1).ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            var lines = parts[i].Split('\n');
            foreach (var expected in blocks[i].Says)
            {
                var pattern = $"^{Regex.Escape(expected).Replace("…", ".*", StringComparison.Ordinal)}$";
                Assert.True(lines.Any(l => Regex.IsMatch(l, pattern, RegexOptions.None, TimeSpan.FromSeconds(10))), $"No line is '{expected}' in what this says:\n{blocks[i].Commands}\n{parts[i]}\n{error}");
            }
        }
    }

    private static List<(string Commands, IReadOnlyList<string> Says)> Blocks(string page)
    {
        var blocks = new List<(string, IReadOnlyList<string>)>();
        foreach (Match match in Regex.Matches(page, "^```(?<kind>sh|text)\n(?<lines>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
        {
            if (match.Groups["kind"].Value == "sh") blocks.Add((match.Groups["lines"].Value, []));
            else blocks[^1] = (blocks[^1].Item1, match.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return blocks;
    }

    private static async Task<(int Code, string Said, string Error)> RunAsync(string folder, Uri server, string key)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["page.sh"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SILO"] = server.ToString().TrimEnd('/'), ["SILO_API_KEY"] = key },
        })!;
        process.StandardInput.Close();
        var (said, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within(180, "the page's commands to end");
        return (process.ExitCode, await said, await error);
    }
}
