using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Silo.Agents.Scripted;
using Silo.Load.Running;

namespace Silo.Load.TokenStream;

/// <summary>W3's ceiling: a bare Kestrel endpoint that produces the same tokens, in a process of its own.</summary>
internal static class BareKestrel
{
    public const string Verb = "bare-kestrel";

    public static async Task<TokenLatency> MeasureAsync(int streams, CancellationToken cancellationToken)
    {
        var (server, address) = await ChildProcess.StartAsync("Silo.Load.dll", line => line.StartsWith("http://", StringComparison.Ordinal), Verb);
        await using var owned = server;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
        return await TokenReaders.MeasureAsync(
            server,
            http,
            streams,
            open: i => $"/streams/{i}",
            start: i => http.PostAsync(new Uri($"/streams/{i}", UriKind.Relative), content: null, cancellationToken),
            cancellationToken);
    }

    /// <summary>The server's own process.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        var gates = new System.Collections.Concurrent.ConcurrentDictionary<int, TaskCompletionSource>();
        app.MapGet("/streams/{id:int}", async (int id, HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await gates.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            await ProduceAsync(context);
        });
        app.MapPost("/streams/{id:int}", (int id) =>
            gates.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult());
        await app.StartAsync();
        System.Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task ProduceAsync(HttpContext context)
    {
        var time = TimeProvider.System;
        var period = TimeSpan.FromSeconds(1.0 / TokenStreamWorkload.TokensPerSecond);
        var start = time.GetTimestamp();
        var token = new char[TokenStamp.Length];
        for (var i = 1; i <= TokenStreamWorkload.Tokens; i++)
        {
            var wait = (period * i) - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            TokenStamp.Write(token, TokenStamp.Microseconds(time));
            var frame = string.Create(
                CultureInfo.InvariantCulture, $"id: {i}\nevent: message.delta\ndata: {{\"kind\":\"message.delta\",\"offset\":{i * TokenStamp.Length},\"text\":\"{new string(token)}\"}}\n\n");
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(frame));
        }
    }
}
