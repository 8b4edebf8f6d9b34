using System.Net;

namespace Silo.Host.Tests.Samples;

/// <summary>Serves files on loopback, as any server of files does.</summary>
internal sealed class StaticFiles : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, string> _fileOf;
    private readonly Task _serving;

    public StaticFiles(Func<string, string> fileOf)
    {
        _fileOf = fileOf;
        Origin = $"http://127.0.0.1:{FreePort.Take()}";
        _listener.Prefixes.Add(Origin + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Origin { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var file = _fileOf(context.Request.Url!.AbsolutePath);
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            context.Response.ContentType = Path.GetExtension(file) == ".js" ? "text/javascript" : "text/html; charset=utf-8";
            if (File.Exists(file)) await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
            context.Response.Close();
        }
    }
}
