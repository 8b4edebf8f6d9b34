using System.Text;
using System.Text.Json;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Traffic;

/// <summary>A real host with two tenants: one whose requests are hostile, and one that must not notice.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly string _untouched;

    private FuzzWorld(TestFolder folder, HostProcess host, Uri address, FuzzTenant own, FuzzTenant other, string untouched, JsonElement document)
    {
        (_folder, Host, Address, Own, Other, _untouched, Document) = (folder, host, address, own, other, untouched, document);
        Operations = ApiOperation.All(document);
    }

    public HostProcess Host { get; }

    public Uri Address { get; }

    public FuzzTenant Own { get; }

    public FuzzTenant Other { get; }

    public JsonElement Document { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>Starts the host with small bounds and short timeouts, so that hostile requests meet them.</summary>
    public static async Task<FuzzWorld> StartAsync(params IEnumerable<string> more)
    {
        var folder = new TestFolder();
        var data = folder.At("data");
        var (own, other) = (await HostProcess.MakeKeyAsync(data, "acme"), await HostProcess.MakeKeyAsync(data, "globex"));
        string[] settings =
        [
            "--Silo:Development=false", "--Silo:Http:JsonBytesMax=16384", "--Silo:Http:FileBytesMax=65536", "--Silo:Http:HeaderBytesMax=8192", "--Silo:Http:HeadersTimeout=00:00:02",
            "--Silo:Http:IdleTimeout=00:00:20", "--Silo:Http:RequestsPerMinuteMax=10000000", "--Silo:Http:RequestsBurstMax=1000000", "--Silo:Http:StreamKeepAlive=00:00:01", "--Silo:Http:FailedKeysPerMinuteMax=1000000",
        ];
        var (host, address) = await HostProcess.ServeAsync(data, [.. settings, .. more]);
        try
        {
            var tenant = await FuzzTenant.MakeAsync(address, own, "of-acme-4711");
            var foreign = await FuzzTenant.MakeAsync(address, other, "of-globex-0815");
            var document = JsonDocument.Parse(await tenant.Http.GetStringAsync("/openapi/v1.json")).RootElement;
            return new FuzzWorld(folder, host, address, tenant, foreign, await foreign.LookAsync(), document);
        }
        catch
        {
            await host.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Checks that the host is there, serves, and that the other tenant is as it was.</summary>
    public async Task CheckAsync()
    {
        Assert.False(Host.HasExited, "The host is gone:\n" + Host.Output);
        Assert.Equal("""{"live":true}""", await Own.Http.GetStringAsync("/health/live"));
        Assert.Equal(_untouched, await Other.LookAsync());
    }

    /// <summary>Checks that the host logged nothing that nobody expected.</summary>
    public void CheckLog()
    {
        var bad = Host.Output.Split('\n').Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal) || line.Contains("[5001]", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal)).Take(20).ToList();
        Assert.True(bad.Count == 0, "The host logged:\n" + string.Join('\n', bad));
        Assert.DoesNotContain(Own.Key, Host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Other.Key, Host.Output, StringComparison.Ordinal);
    }

    /// <summary>A request as the document means it, with the ids of the tenant whose requests are hostile.</summary>
    public RawRequest Request(ApiOperation operation)
    {
        var target = operation.Template.Replace("{path}", "b/c.txt", StringComparison.Ordinal).Replace("{sequence}", "2", StringComparison.Ordinal).Replace("{block}", "0", StringComparison.Ordinal)
            .Replace("{artifact}", $"{Own.Artifact}", StringComparison.Ordinal).Replace("{id}", IdFor(operation, Own), StringComparison.Ordinal);
        if (target.Contains('{')) throw new InvalidOperationException($"Say what stands for the parameters of {operation.Name}.");
        var request = new RawRequest { Operation = operation, Method = operation.Method, Target = target };
        request.Headers.Add(("Host", Address.Authority));
        request.Headers.Add(("Authorization", "Bearer " + Own.Key));
        if (operation.BodyTypes.Count == 0) return request;
        request.Headers.Add(("Content-Type", operation.BodyTypes[0]));
        request.Body = Encoding.UTF8.GetBytes((operation.Example ?? "some bytes").Replace("\"demo\"", "\"talk\"", StringComparison.Ordinal));
        return request;
    }

    /// <summary>What the id in an operation's path names in a tenant. What a request would take away for good is not the tenant's own.</summary>
    public static string IdFor(ApiOperation operation, FuzzTenant tenant) => operation.Template switch
    {
        "/v1/sessions/{id}" when operation.Method == "DELETE" => "ses_01kdy2v7c80000000000000001",
        "/v1/sessions/{id}/turns" => tenant.Talking,
        "/v1/tasks/{id}" => tenant.Task,
        "/v1/approvals/{id}" => tenant.Approval,
        "/v1/keys/{id}" => tenant.KeyId,
        _ => tenant.Session,
    };

    public async ValueTask DisposeAsync()
    {
        Own.Dispose();
        Other.Dispose();
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
