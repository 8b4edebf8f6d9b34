using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

/// <summary>Wrong keys, bounded for each address.</summary>
public sealed class FailedKeyTests
{
    [Theory]
    [InlineData("header")]
    [InlineData("cookie")]
    [InlineData("token")]
    [InlineData("login")]
    [InlineData("garbage")]
    public async Task Failures_BeyondTheBound_AreRefusedUnseenAndKeysInUseGoOn(string how)
    {
        await using var server = await StartAsync(3);
        var (used, fresh) = (await KeyAsync(server), await KeyAsync(server));
        Assert.Equal(200, (await server.GetAsync("/v1/agents", used)).Status);
        for (var i = 0; i < 3; i++) (await FailAsync()).AssertProblem(401, "unauthenticated");
        var refused = await FailAsync();
        Assert.Equal(("failed_keys_per_minute_max", 3), (refused.AssertProblem(429, "too_many_failures").GetProperty("limit").GetString(), refused.Json.GetProperty("value").GetInt32()));
        Assert.Equal("20", refused.Headers["Retry-After"]);

        var asked = server.Keys.Finds;
        (await server.GetAsync("/v1/agents", fresh)).AssertProblem(429, "too_many_failures");
        Assert.Equal(asked, server.Keys.Finds);
        for (var i = 0; i < 10; i++) Assert.Equal(200, (await server.GetAsync("/v1/agents", used)).Status);
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
        (await server.GetAsync("/v1/agents")).AssertProblem(401, "unauthenticated");

        server.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(200, (await server.GetAsync("/v1/agents", fresh)).Status);

        Task<Answer> FailAsync() => how switch
        {
            "header" => server.GetAsync("/v1/agents", ("Authorization", "Bearer " + Wrong)),
            "cookie" => server.GetAsync("/v1/agents", ("Cookie", "silo_key=" + Wrong)),
            "token" => server.GetAsync($"/v1/sessions/{Sample.Session}/events?token=a.b"),
            "login" => server.PostAsync("/v1/login", $$"""{"key":"{{Wrong}}"}"""),
            _ => server.GetAsync("/v1/agents", ("Authorization", "Basic eA==")),
        };
    }

    [Fact]
    public async Task Keys_ThatAreRight_CountNothing()
    {
        await using var server = await StartAsync(1);
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await server.GetAsync("/v1/agents", await KeyAsync(server))).Status);
        (await server.GetAsync("/v1/agents", ("Authorization", "Bearer " + Wrong))).AssertProblem(401, "unauthenticated");
        (await server.GetAsync("/v1/agents", ("Authorization", "Bearer " + Wrong))).AssertProblem(429, "too_many_failures");
    }

    [Fact]
    public async Task Key_InUse_WithAnotherSecret_IsAWrongOne()
    {
        await using var server = await StartAsync(1);
        var key = await KeyAsync(server);
        Assert.Equal(200, (await server.GetAsync("/v1/agents", key)).Status);
        var guess = (key.Name, key.Value[..^1] + (key.Value[^1] == '0' ? '1' : '0'));
        (await server.GetAsync("/v1/agents", guess)).AssertProblem(401, "unauthenticated");
        (await server.GetAsync("/v1/agents", guess)).AssertProblem(429, "too_many_failures");
        Assert.Equal(200, (await server.GetAsync("/v1/agents", key)).Status);
    }

    [Fact]
    public void Addresses_EachHaveTheirOwnBound_AndANetworkOfIpv6HasOne()
    {
        var failed = Bound(1, new ManualTime());
        Assert.True(failed.TryTake(IPAddress.Parse("192.0.2.1"), out _));
        Assert.False(failed.TryTake(IPAddress.Parse("192.0.2.1"), out _));
        Assert.False(failed.TryTake(IPAddress.Parse("::ffff:192.0.2.1"), out _));
        Assert.True(failed.TryTake(IPAddress.Parse("192.0.2.2"), out _));
        Assert.True(failed.TryTake(IPAddress.Parse("2001:db8::1"), out _));
        Assert.False(failed.TryTake(IPAddress.Parse("2001:db8::ffff:1"), out _));
        Assert.True(failed.TryTake(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void Addresses_WithoutEnd_TakeBoundedMemoryAndForgiveNobody()
    {
        var time = new ManualTime();
        var failed = Bound(2, time);
        var first = IPAddress.Parse("192.0.2.1");
        Assert.True(failed.TryTake(first, out _) && failed.TryTake(first, out _));
        for (var i = 0; i < 2 * FailedKeys.AddressesMax; i++) failed.TryTake(new IPAddress(0x0A000000u + (uint)i), out _);
        Assert.Equal(FailedKeys.AddressesMax, failed.Addresses);
        Assert.False(failed.TryTake(first, out _));
        Assert.False(failed.TryTake(IPAddress.Parse("198.51.100.1"), out _));

        // Those that would have all of theirs again make room.
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(failed.TryTake(IPAddress.Parse("198.51.100.1"), out _));
        Assert.Equal(1, failed.Addresses);
    }

    private static readonly string Wrong = $"silo_00000000000000000000000000_{new string('0', 64)}";

    private static FailedKeys Bound(int max, ManualTime time) => new(time, Options.Create(new SiloEdgeOptions { FailedKeysPerMinuteMax = max }), NullLogger<FailedKeys>.Instance);

    private static Task<EdgeServer> StartAsync(int max) => EdgeServer.StartAsync(options =>
    {
        options.Development = false;
        options.FailedKeysPerMinuteMax = max;
    });

    private static async Task<(string Name, string Value)> KeyAsync(EdgeServer server)
    {
        var made = await server.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Default, Role.Viewer, "test", null, "local"), default);
        return ("Authorization", "Bearer " + made.Text);
    }
}
