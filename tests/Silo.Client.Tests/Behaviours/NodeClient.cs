using System.Diagnostics;
using System.Text.Json.Nodes;
using Silo.TestServers.TypeScript;
using Xunit;

namespace Silo.Client.Tests.Behaviours;

/// <summary>The TypeScript client in a node process, which does what behaviours say: node/behaviours.mjs.</summary>
public sealed class NodeClient : IAsyncLifetime
{
    private readonly SemaphoreSlim _one = new(1);
    private Process? _process;

    public async ValueTask InitializeAsync() => await StartAsync();

    private async Task StartAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "node/behaviours.mjs");
        _process = Process.Start(new ProcessStartInfo("node", [script, await TypeScriptClient.DistAsync()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
    }

    public async Task<JsonNode> RunAsync(Uri server, Behaviour behaviour)
    {
        var command = new JsonObject
        {
            ["server"] = server.ToString(),
            ["options"] = behaviour.Options.DeepClone(),
            ["calls"] = new JsonArray([.. behaviour.Calls.Select(c => c.DeepClone())]),
        };
        await _one.WaitAsync();
        try
        {
            await _process!.StandardInput.WriteLineAsync(command.ToJsonString());
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            return JsonNode.Parse(line ?? throw new InvalidOperationException("node ended."))!;
        }
        catch
        {
            // The next behaviour gets another process: this one is still busy.
            _process!.Kill();
            _process.Dispose();
            await StartAsync();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        _process.Dispose();
    }
}
