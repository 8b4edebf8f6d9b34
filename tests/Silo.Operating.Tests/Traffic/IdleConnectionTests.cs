using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Traffic;

/// <summary>Connections that do nothing.</summary>
[Collection(Alone.Name)]
public sealed class IdleConnectionTests(ITestOutputHelper output)
{
    private const int Streams = 3_400;
    private const int Waiting = 3_300;
    private const int HalfOpen = 3_300;
    private const int Bound = 8;
    private const int Flood = 1_000;
    private const long ConnectionBytesMax = 64 * 1024;
    private const string Head = "Host: localhost\r\n";

    [Fact]
    public async Task TenThousandConnections_ThatAreIdle_CostLittleEndByTimeoutAndHoldNobodyUp()
    {
        await using var world = await FuzzWorld.StartAsync(
            "--Silo:Http:HeadersTimeout=00:00:08", "--Silo:Http:IdleTimeout=00:00:15", "--Silo:Http:StreamsMax=20000", "--Silo:Http:TenantStreamsMax=20000", "--Silo:Http:StreamKeepAlive=00:00:10");
        await world.CheckAsync();
        var before = world.Host.ResidentBytes;
        var stream = $"GET /v1/sessions/{world.Own.Session}/events HTTP/1.1\r\n{Head}Accept: text/event-stream\r\nAuthorization: Bearer {world.Own.Key}\r\n\r\n";
        var streams = await OpenAsync(world, Streams, async connection =>
        {
            await connection.SendAsync(stream);
            await connection.ReadPastAsync("event: approval.requested");
        });
        var withStreams = Say(world, $"{Streams} idle streams", Streams, before);
        var waiting = await OpenAsync(world, Waiting, async connection =>
        {
            await connection.SendAsync($"GET /health/live HTTP/1.1\r\n{Head}\r\n");
            Assert.Equal(200, (await connection.ReadAsync())!.Status);
        });
        var withWaiting = Say(world, $"{Waiting} connections between requests", Waiting, withStreams);
        var halfOpen = await OpenAsync(world, HalfOpen, async connection => Assert.True(await connection.SendAsync($"GET /v1/agents HTTP/1.1\r\nHos"), "It takes nothing."));
        var all = Say(world, $"{HalfOpen} half requests", HalfOpen, withWaiting);
        Assert.True(all - before < ConnectionBytesMax * (Streams + Waiting + HalfOpen), $"Idle connections cost {all - before} bytes.");

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++) await world.CheckAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"40 requests of others meanwhile took {clock.ElapsedMilliseconds} ms"));

        var ends = await Task.WhenAll(halfOpen.Select(connection => connection.ReadToEndAsync()));
        Assert.All(ends, end => Assert.StartsWith("HTTP/1.1 408 ", end, StringComparison.Ordinal));
        Assert.All(await Task.WhenAll(waiting.Select(connection => connection.ReadToEndAsync())), end => Assert.Equal(string.Empty, end));
        // Streams are no requests that wait: they go on, and say so.
        await Task.WhenAll(streams.Select(connection => connection.ReadPastAsync(": keep-alive\n\n")));
        foreach (var connection in (RawConnection[])[.. streams, .. waiting, .. halfOpen]) connection.Dispose();
        await world.CheckAsync();
        world.CheckLog();
    }

    [Fact]
    public async Task Connection_BeyondTheBound_IsRefusedByNameAndOneThatEndsMakesRoom()
    {
        using var folder = new TestFolder();
        var (host, address) = await HostProcess.ServeAsync(folder.At("data"), ["--Silo:Development=true", $"--Silo:Http:ConnectionsMax={Bound}"]);
        await using var owned = host;
        var open = new List<RawConnection>();
        for (var i = 0; i < Bound; i++)
        {
            open.Add(await RawConnection.OpenAsync(address));
            Assert.Equal(200, (await AskAsync(open[i]))!.Status);
        }

        using (var more = await RawConnection.OpenAsync(address))
        {
            var refused = await AskAsync(more) ?? throw new InvalidOperationException("It was closed without a word.");
            using var problem = JsonDocument.Parse(refused.Body);
            Assert.Equal((503, "application/problem+json", "1"), (refused.Status, refused.Type, refused.Headers["retry-after"]));
            Assert.Equal(("connections_full", "connections_max", Bound), (problem.RootElement.GetProperty("code").GetString(), problem.RootElement.GetProperty("limit").GetString(), problem.RootElement.GetProperty("value").GetInt32()));
            Assert.Equal(string.Empty, await more.ReadToEndAsync());
        }

        var answers = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Flood), new ParallelOptions { MaxDegreeOfParallelism = 400 }, async (_, _) =>
        {
            using var connection = await RawConnection.OpenAsync(address);
            answers.Add((await AskAsync(connection))?.Status ?? 0);
        });
        Assert.All(answers, status => Assert.True(status is 0 or 503, $"One beyond the bound got {status}."));
        foreach (var connection in open) Assert.Equal(200, (await AskAsync(connection))!.Status);
        Assert.Single(host.Output.Split('\n'), line => line.Contains("[5131]", StringComparison.Ordinal));

        open[0].Dispose();
        await UntilServedAsync(address).Within(120, "room for another connection");
        foreach (var connection in open) connection.Dispose();
    }

    private static async Task UntilServedAsync(Uri address)
    {
        while (true)
        {
            using var connection = await RawConnection.OpenAsync(address);
            if ((await AskAsync(connection))?.Status == 200) return;
        }
    }

    private static async Task<RawAnswer?> AskAsync(RawConnection connection)
    {
        await connection.SendAsync($"GET /health/live HTTP/1.1\r\n{Head}\r\n");
        return await connection.ReadAsync();
    }

    private static async Task<RawConnection[]> OpenAsync(FuzzWorld world, int count, Func<RawConnection, Task> begin)
    {
        var opened = new ConcurrentBag<RawConnection>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
        {
            var connection = await RawConnection.OpenAsync(world.Address);
            opened.Add(connection);
            await begin(connection);
        });
        return [.. opened];
    }

    private long Say(FuzzWorld world, string what, int count, long before)
    {
        var now = world.Host.ResidentBytes;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {(now - before) / count} bytes of resident memory each"));
        return now;
    }
}
