using System.CommandLine;

namespace Silo.Cli.Commands;

/// <summary>What every command takes.</summary>
internal static class GlobalOptions
{
    private const string Default = "http://127.0.0.1:8600";

    /// <summary>The server's address.</summary>
    internal static Option<Uri> Server() => new("--server")
    {
        Description = "The server's address; SILO_SERVER sets it too",
        Recursive = true,
        HelpName = "url",
        DefaultValueFactory = _ => Parse(Environment.GetEnvironmentVariable("SILO_SERVER") is { Length: > 0 } set ? set : Default, out string? _) ?? new Uri("invalid:"),
        CustomParser = result =>
        {
            var uri = Parse(result.Tokens.Single().Value, out var error);
            if (error is not null) result.AddError(error);
            return uri;
        },
    };

    /// <summary>JSON lines instead of text.</summary>
    internal static Option<bool> Json() => new("--json") { Description = "Write one JSON object a line", Recursive = true };

    internal static Uri? Parse(string text, out string? error)
    {
        error = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? null
            : $"'{text}' is not an http address, such as {Default}.";
        return error is null ? uri : null;
    }
}
