using System.Globalization;
using System.Text;
using Silo.Conformance.Fuzzing;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Traffic;

/// <summary>Requests that no client would send, over the OpenAPI document, to the program itself.</summary>
public sealed class HttpFuzzTests(ITestOutputHelper output)
{
    private const int RequestsOfASeed = 40;

    // A little below what the host takes.
    private const int TargetBytesNear = 8000;
    private const int HeaderBytesNear = 8000;

    // Far more than any request takes, and far less than what would be left if each left its body behind.
    private const long GrowthBytesMax = 256L << 20;

    [Fact]
    public async Task Requests_ThatAreHostile_AreAnsweredAsDescribedAndLeaveNothingBehind()
    {
        await using var world = await FuzzWorld.StartAsync();
        var judge = new AnswerJudge(world);
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var before = 0L;
        await Fuzz.RunAsync(seeds: 60, seedsInFull: 4_000, async random =>
        {
            var mutations = new Mutations(world, random);
            for (var i = 0; i < RequestsOfASeed; i++)
            {
                var requests = Enumerable.Range(0, random.Next(8) == 0 ? random.Next(2, 9) : 1).Select(_ => Draw(world, mutations, random)).ToList();
                await SendAsync(world, judge, requests, random, seen);
            }

            await world.CheckAsync();
            if (before == 0) before = world.Host.ResidentBytes;
        });
        var grown = world.Host.ResidentBytes - before;
        world.CheckLog();
        output.WriteLine(string.Join(", ", seen.Select(one => $"{one.Key}: {one.Value}")));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident: {before >> 20} MiB after the first seed, {grown >> 20} MiB more at the end"));
        Assert.True(grown < GrowthBytesMax, $"The host grew by {grown} bytes.");
        if (Environment.GetEnvironmentVariable(Fuzz.SeedVariable) is null)
            foreach (var status in new[] { "200", "201", "202", "204", "400", "401", "404", "405", "413", "415", "closed" }) Assert.True(seen.ContainsKey(status), $"Nothing was answered with {status}: the sweep draws too little.");
    }

    /// <summary>A body that stops coming ends by the server's own timeout, with a name, on every route that takes one.</summary>
    [Fact]
    public async Task Bodies_ThatStopComing_EndByNameOnEveryRoute()
    {
        await using var world = await FuzzWorld.StartAsync();
        var judge = new AnswerJudge(world);
        await Task.WhenAll(world.Operations.Where(operation => operation.BodyTypes.Count > 0).SelectMany(operation => new[] { false, true }.Select(chunked => StallAsync(world, judge, operation, chunked))));
        await world.CheckAsync();
        world.CheckLog();
    }

    /// <summary>A body whose length nobody said is refused where it becomes too long, in good order: the rest is read away, and the connection goes on.</summary>
    [Fact]
    public async Task Bodies_InChunksBeyondTheirBound_AreRefusedAndTheConnectionGoesOn()
    {
        await using var world = await FuzzWorld.StartAsync();
        var judge = new AnswerJudge(world);
        foreach (var operation in world.Operations.Where(operation => operation.BodyTypes.Count > 0))
        {
            var request = world.Request(operation);
            request.Chunks = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"1000\r\n{new string(' ', 0x1000)}\r\n", 20)) + "0\r\n\r\n");
            using var connection = await RawConnection.OpenAsync(world.Address);
            await connection.SendAsync(request.ToBytes());
            var answer = await connection.ReadAsync() ?? throw new InvalidOperationException($"{operation.Name} closed without an answer.");
            Assert.True(judge.Error(request, answer) is not { } error, $"{operation.Name}: {judge.Error(request, answer)}");
            Assert.True(answer.Status == 413, $"{operation.Name} answered {answer.Status}.");
            await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal(200, (await connection.ReadAsync())?.Status);
        }

        world.CheckLog();
    }

    private static async Task StallAsync(FuzzWorld world, AnswerJudge judge, ApiOperation operation, bool chunked)
    {
        var request = world.Request(operation);
        if (chunked) request.Chunks = "5\r\n{\"a\":"u8.ToArray();
        else (request.Body, request.ClaimedLength) = (request.Body![..1], 1000);
        using var connection = await RawConnection.OpenAsync(world.Address);
        await connection.SendAsync(request.ToBytes());
        var answer = await connection.ReadAsync() ?? throw new InvalidOperationException($"{operation.Name} closed without an answer.");
        Assert.True(judge.Error(request, answer) is not { } error, $"{operation.Name}: {judge.Error(request, answer)}");
        Assert.True(answer.Status == 408, $"{operation.Name} answered {answer.Status}.");
    }

    private static RawRequest Draw(FuzzWorld world, Mutations mutations, Random random)
    {
        ApiOperation operation;
        // The doctor measures the disk: once in a while is enough.
        do operation = world.Operations[random.Next(world.Operations.Count)];
        while (operation.Template == "/v1/doctor" && random.Next(20) > 0);
        var request = world.Request(operation);
        for (var i = random.Next(4); i > 0; i--) mutations.Mutate(request);
        // The server refuses these before any route is looked for: bytes that no target has, HTTP/1.0 with a body that ends nowhere, and headers beyond their bound.
        request.IsBroken |= request.Target.Any(c => c > '~') || request.Target.Contains("%00", StringComparison.Ordinal) || request.Target.Length > TargetBytesNear || request is { Version: "HTTP/1.0", Body: null, Chunks: null, Method: "POST" or "PUT" }
            || request.Headers.Sum(header => header.Name.Length + header.Value.Length + 4) > HeaderBytesNear;
        return request;
    }

    private static async Task SendAsync(FuzzWorld world, AnswerJudge judge, List<RawRequest> requests, Random random, SortedDictionary<string, int> seen)
    {
        using var connection = await RawConnection.OpenAsync(world.Address);
        var bytes = requests.SelectMany(request => request.ToBytes()).ToArray();
        var isCut = requests.Any(request => request.IsCut);
        if (random.Next(30) == 0) (bytes, isCut) = (bytes[..random.Next(bytes.Length)], true);
        var taken = true;
        if (random.Next(6) > 0) taken = await connection.SendAsync(bytes);
        else
            for (var at = 0; at < bytes.Length && taken;)
            {
                var part = Math.Min(bytes.Length - at, random.Next(1, 1 + (bytes.Length / 3)));
                taken = await connection.SendAsync(bytes.AsMemory(at, part));
                at += part;
            }

        if (isCut) connection.EndSending();
        var trouble = isCut || !taken;
        // A server that closes over what it cannot read resets the connection, and so may an answer before that be lost on its way.
        var mayBeCut = trouble || requests.Any(request => request.IsBroken);
        foreach (var request in requests)
        {
            try
            {
                var answer = await connection.ReadAsync(head: request.Method == "HEAD");
                Count(seen, answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "closed");
                trouble |= request.IsBroken;
                if (answer is null)
                {
                    if (mayBeCut) return;
                    throw new InvalidOperationException("The connection was closed without an answer.");
                }

                // What follows something broken may answer a piece of it.
                if (judge.Error(trouble && !request.IsBroken ? Broken(request) : request, answer) is { } error) throw new InvalidOperationException(error);
                if (answer.Closes || answer.IsStream || answer.Status == 101 || request.IsBroken || request.Version == "HTTP/1.0") return;
            }
            catch (Exception e) when (!(mayBeCut && e is InvalidDataException))
            {
                throw new InvalidOperationException($"{e.Message}\nThe request:\n{string.Join("\n---\n", requests)}", e);
            }
            catch (InvalidDataException)
            {
                // Cut by us, and so cut by the server.
                Count(seen, "cut");
                return;
            }
        }
    }

    private static RawRequest Broken(RawRequest request)
    {
        request.IsBroken = true;
        return request;
    }

    private static void Count(SortedDictionary<string, int> seen, string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
}
