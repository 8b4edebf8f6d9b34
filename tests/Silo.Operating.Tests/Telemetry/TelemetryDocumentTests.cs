using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using Silo.Host.Hosting;
using Silo.Operating.Tests.Support;
using Silo.Runtime.Telemetry;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>The page of the telemetry says what the code does.</summary>
public sealed class TelemetryDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository(), "docs", "operating", "telemetry.md"));

    [Fact]
    public async Task Page_Metrics_AreThoseOfTheHost()
    {
        var found = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (!instrument.Meter.Name.StartsWith("Silo.", StringComparison.Ordinal)) return;
                var kind = instrument.GetType().Name.Split('`')[0].Replace("Observable", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
                found[instrument.Name] = $"{kind}, {instrument.Unit}, {instrument.Description}";
            },
        };
        listener.Start();
        using var folder = new TestFolder();
        var host = await SiloHost.OpenAsync([$"--Silo:DataDirectory={folder.At("data")}", "--Silo:Address=http://127.0.0.1:0", $"--Silo:AgentsDirectory={HostProcess.TestAgents}", "--Silo:Development=true"], TimeProvider.System);
        await host.App.StartAsync();
        await host.App.StopAsync();
        await host.DisposeAsync();

        var rows = Page.Split('\n').SkipWhile(line => line != "## Metrics").Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(found.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"), rows.OrderBy(row => row[1].Trim('`'), StringComparer.Ordinal).Select(row => $"{row[1].Trim('`')}: {row[2]}, {row[3]}, {row[5]}"));
    }

    [Fact]
    public void Page_Attributes_AreThoseOfTheCode()
    {
        var code = typeof(TelemetryNames).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var page = Page.Split('\n').SkipWhile(line => line != "| attribute | what it is |").Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('`')[1]);
        Assert.Equal(code.Order(StringComparer.Ordinal), page.Order(StringComparer.Ordinal));
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
