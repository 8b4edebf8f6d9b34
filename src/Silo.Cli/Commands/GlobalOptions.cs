using System.CommandLine;
using System.CommandLine.Parsing;
using Silo.Cli.Profiles;

namespace Silo.Cli.Commands;

/// <summary>What every command takes.</summary>
internal sealed class GlobalOptions
{
    internal const string DefaultServer = "http://127.0.0.1:8600";

    private readonly Option<Uri?> _server = new("--server")
    {
        Description = "The server's address; SILO_SERVER sets it too",
        Recursive = true,
        HelpName = "url",
        CustomParser = result =>
        {
            var uri = Parse(result.Tokens.Single().Value, out var error);
            if (error is not null) result.AddError(error);
            return uri;
        },
    };

    private readonly Option<string?> _profile = new("--profile") { Description = "The profile to use; SILO_PROFILE sets it too", Recursive = true, HelpName = "name" };
    private readonly Option<string?> _keyFile = new("--key-file") { Description = "The file that holds the API key; SILO_API_KEY may hold the key itself", Recursive = true, HelpName = "file" };
    private readonly Option<bool> _plainHttp = new("--plain-http") { Description = "Let the key travel unencrypted", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a line", Recursive = true };

    internal void AddTo(Command root)
    {
        foreach (var option in new Option[] { _server, _profile, _keyFile, _plainHttp, _json }) root.Add(option);
    }

    /// <summary>Whether JSON lines are wanted instead of text.</summary>
    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The same of arguments that are wrong, and so have no values.</summary>
    internal static bool SaysJson(ParseResult parsed) => parsed.Tokens.Any(t => t is { Type: TokenType.Option, Value: "--json" });

    /// <summary>What was said about the server.</summary>
    internal ServerWish Wish(ParseResult parsed) =>
        new(parsed.GetValue(_server), parsed.GetValue(_profile), parsed.GetValue(_keyFile), parsed.GetValue(_plainHttp));

    internal static Uri? Parse(string text, out string? error)
    {
        // An address with a name and password in it would be a key on the command line; the API lies at the root, so a path would be somebody else's.
        error = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
            ? null
            : $"'{text}' is not an http address without a path, such as {DefaultServer}.";
        return error is null ? uri : null;
    }
}
