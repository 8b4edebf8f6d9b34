using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Edge.Tests.Fakes;
using Silo.Runtime.Access;

namespace Silo.Edge.Tests.Http;

/// <summary>A stream over a connection whose bounds the test chooses.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Stream_WhoseAccessEndsWhileItsReaderDoesNotRead_IsCut()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Instead = _ => Ready(10_000);
        using var connection = new StalledBody();
        var caller = new Caller(TenantId.Default, Role.Viewer, "test", "test", "req");
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(connection);
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        context.Features.Set(server.Services.GetRequiredService<AccessGate>().For(caller));
        context.Features.Set(new CallerIdentity(caller, CallerProof.Key) { EndsAt = server.Time.GetUtcNow().AddMinutes(1) });

        var sending = server.Services.GetRequiredService<EventStream>().SendAsync(context, Sample.Key, Cursor.Start(Sample.Session), new FeedOptions());
        await server.Time.ArmedAsync(TimeSpan.FromMinutes(1));
        server.Time.Advance(TimeSpan.FromMinutes(1));
        await server.Time.ArmedAsync(EventStream.FarewellMax);
        Assert.False(connection.RequestAborted.IsCancellationRequested);
        server.Time.Advance(EventStream.FarewellMax);
        Assert.True(connection.RequestAborted.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>A reader that takes nothing does not hold up the server's stop: it is cut, and comes back by its cursor.</summary>
    [Fact]
    public async Task Stream_OfAServerThatStopsWhileItsReaderDoesNotRead_IsCut()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Instead = _ => Ready(10_000);
        using var connection = new StalledBody();
        var caller = new Caller(TenantId.Default, Role.Viewer, "test", "test", "req");
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(connection);
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        context.Features.Set(server.Services.GetRequiredService<AccessGate>().For(caller));
        context.Features.Set(new CallerIdentity(caller, CallerProof.Development));

        var sending = server.Services.GetRequiredService<EventStream>().SendAsync(context, Sample.Key, Cursor.Start(Sample.Session), new FeedOptions());
        server.BeginStop();
        await server.Time.ArmedAsync(EventStream.StopFarewellMax);
        Assert.False(connection.RequestAborted.IsCancellationRequested);
        server.Time.Advance(EventStream.StopFarewellMax);
        Assert.True(connection.RequestAborted.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async IAsyncEnumerable<FeedItem> Ready(int count)
    {
        for (var i = 0; i < count; i++) yield return Sample.Delta(1, i * 1000, new string('x', 1000));
        await Task.CompletedTask;
    }
}
