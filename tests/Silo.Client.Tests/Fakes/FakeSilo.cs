using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Silo.Client.Tests.Fakes;

/// <summary>A server that speaks the documented protocol from a script. Its cursors are <c>c1</c>, <c>c2</c> … by item, and opaque.</summary>
public sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Queue<Func<HttpContext, Task>>> _answers = [];
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _gate = new();
    private readonly List<(string Request, int Count, TaskCompletionSource Seen)> _waits = [];

    private FakeSilo(WebApplication app, Script script)
    {
        _app = app;
        Script = script;
    }

    public Script Script { get; }

    public Uri Address { get; private set; } = null!;

    public ConcurrentQueue<ConnectionPlan> Plans { get; } = new();

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public static async Task<FakeSilo> StartAsync(Script script, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var fake = new FakeSilo(app, script);
        app.Run(fake.HandleAsync);
        await app.StartAsync();
        fake.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return fake;
    }

    public SiloClient Client(TimeProvider? time = null, int frameBytesMax = 1024 * 1024, TimeSpan? silence = null) => new(new SiloClientOptions
    {
        Server = Address,
        Time = time ?? new AutoTime(),
        Random = new SeededRandom(1),
        FrameBytesMax = frameBytesMax,
        StreamSilenceMax = silence ?? TimeSpan.FromSeconds(45),
    });

    /// <summary>Answers the next request of this kind so; the last answer given stays.</summary>
    public FakeSilo On(string request, Func<HttpContext, Task> answer)
    {
        if (!_answers.TryGetValue(request, out var queue)) _answers[request] = queue = new Queue<Func<HttpContext, Task>>();
        queue.Enqueue(answer);
        return this;
    }

    public FakeSilo On(string request, int status, string json, params (string Name, string Value)[] headers) => On(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        if (status != 204) await context.Response.WriteAsync(json);
    });

    /// <summary>Completes when this request was seen so often. Ask before the act.</summary>
    public Task SeenAsync(string request, int count = 1)
    {
        lock (_gate)
        {
            var wait = (Request: request, Count: count, Seen: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waits.Add(wait);
            return wait.Seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public int Count(string request) => Seen.Count(s => $"{s.Method} {s.Path}" == request);

    public async ValueTask DisposeAsync()
    {
        _stopping.TrySetResult();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    /// <summary>Never answers; ends when the client goes away or the server stops.</summary>
    public Task HangAsync(HttpContext context) => Task.WhenAny(_stopping.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Seen.Enqueue(new SeenRequest(context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value ?? "", headers, body.ToArray()));
        lock (_gate)
            foreach (var wait in _waits.Where(w => Count(w.Request) >= w.Count)) wait.Seen.TrySetResult();
        if (_answers.TryGetValue($"{context.Request.Method} {context.Request.Path.Value}", out var queue))
            await (queue.Count > 1 ? queue.Dequeue() : queue.Peek())(context);
        else if (context.Request.Path == $"/v1/sessions/{Script.Session}/events" && headers["Accept"] == "text/event-stream")
            await StreamAsync(context);
        else
            context.Response.StatusCode = 404;
    }

    private async Task StreamAsync(HttpContext context)
    {
        var plan = Plans.TryDequeue(out var next) ? next : new ConnectionPlan();
        if (plan.Status is { } status)
        {
            context.Response.StatusCode = status;
            if (plan.RetryAfter is not null) context.Response.Headers.RetryAfter = plan.RetryAfter;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(plan.Problem ?? string.Empty);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        if (plan.Silent)
        {
            await HangAsync(context);
            return;
        }

        var bytes = Bytes(plan, context.Request.Query["after"], context.Request.Query["follow"] == "false", context.Request.Query["deltas"] != "false");
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
        if (plan.Abort) context.Abort();
    }

    // A script is finite: at its end the stream says so, as after follow=false, unless the plan cuts it.
    private byte[] Bytes(ConnectionPlan plan, string? after, bool ends, bool deltas)
    {
        var at = plan.From ?? (string.IsNullOrEmpty(after) ? 0 : int.Parse(after[1..]));
        var all = new MemoryStream();
        if (plan.Before is not null) all.Write(plan.Before);
        var last = Math.Min(Script.Items.Count, plan.CutAfterItems is { } most ? at + most : int.MaxValue);
        for (var i = at; i < last; i++)
            if (deltas || Script.Items[i].Durable) all.Write(Script.Frame(Script.Items[i], $"c{i + 1}"));
        var reason = plan.Shutdown ? "shutdown" : ends ? "end" : "deleted";
        if (plan.Shutdown || plan.CutAfterItems is null) all.Write(Encoding.UTF8.GetBytes($"event: stream.closed\ndata: {{\"reason\":\"{reason}\"}}\n\n"));
        var bytes = all.ToArray();
        return plan.CutAfterBytes is { } cut ? bytes[..Math.Min(cut, bytes.Length)] : bytes;
    }
}
