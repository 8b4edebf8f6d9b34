using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Cli.Profiles;
using Silo.Client.Access;

namespace Silo.Cli.Commands;

/// <summary><c>silo keys</c>.</summary>
internal static class KeysCommand
{
    private const int PagesMax = 500;

    private static readonly string[] Columns = ["id", "role", "created_at", "expires_at", "revoked_at", "last_used_at", "name"];

    internal static Command Create(CommandRunner runner) =>
        List(runner, new Command("keys", "Lists the keys of your tenant, makes and revokes them") { List(runner, new Command("list", "Lists keys, newest first")), Make(runner), Revoke(runner) });

    private static Command List(CommandRunner runner, Command command)
    {
        var limit = new Option<int>("--limit") { Description = "Most in one page, 1 to 200", DefaultValueFactory = _ => 50 };
        var page = new Option<string?>("--page") { Description = "The page to go on with" };
        command.Add(limit);
        command.Add(page);
        return runner.Bind(command, async call =>
        {
            var result = await call.Client.ListKeysAsync(new ListKeysOptions { Limit = call.Get(limit), Page = call.Get(page) }, call.CancellationToken);
            if (result.Keys.Count == 0 && !call.Json) call.Terminal.Note("No keys. Make one: silo keys create --name … --role user");
            else call.ShowAll("key", Columns, [.. result.Keys.Select(Rows.Of)]);
            if (result.NextPage is { } next)
            {
                if (call.Json) new JsonLines(call.Terminal).Write("next_page", next);
                else call.Terminal.Note($"There are more: silo keys --page {Neutral.Line(next)}");
            }

            return ExitCode.Ok;
        });
    }

    private static Command Make(CommandRunner runner)
    {
        var name = new Option<string>("--name") { Description = "What it is for", Required = true };
        var role = new Option<string>("--role") { Description = "What it may do: viewer, user, approver or operator", Required = true };
        role.AcceptOnlyFromAmong("viewer", "user", "approver", "operator");
        var expires = new Option<string?>("--expires-in") { Description = "After how long it opens nothing: 90m, 24h, 90d; without it never" };
        var output = new Option<string?>("--out") { Description = "Writes the key into this file, for you alone, instead of showing it", HelpName = "file" };
        return runner.Bind(new Command("create", "Makes a key, and shows it this once") { name, role, expires, output }, async call =>
        {
            var path = call.Get(output);
            if (path is not null && File.Exists(path)) throw new UsageException($"'{path}' is there already, and may hold a key. Name another file.");
            var options = new CreateKeyOptions { Name = call.Get(name)!, Role = Enum.Parse<Role>(call.Get(role)!, ignoreCase: true), ExpiresAt = Expiry(call, call.Get(expires)) };
            var made = await MakeAsync(call, options, path);
            Show(call, made, path);
            return ExitCode.Ok;
        });
    }

    private static async Task<KeyInfo> MakeAsync(CommandCall call, CreateKeyOptions options, string? path)
    {
        if (path is null) return await call.Client.CreateKeyAsync(options, call.CancellationToken);

        // Whether the file can be written is found out before there is a key that would be lost.
        PrivateFile.Write(path, []);
        try
        {
            var made = await call.Client.CreateKeyAsync(options, call.CancellationToken);
            try
            {
                PrivateFile.Write(path, Encoding.ASCII.GetBytes(made.Key + "\n"));
            }
            catch (UsageException e)
            {
                throw new UsageException($"{e.Message} The key was made and is lost: silo keys revoke {made.Id}");
            }

            return made with { Key = null };
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static DateTimeOffset? Expiry(CommandCall call, string? text)
    {
        if (text is null) return null;
        return Moment.Span(text) is { } span && span > TimeSpan.Zero ? call.Cli.Time.GetUtcNow() + span : throw new UsageException($"'{text}' is no time to live: write 90m, 24h or 90d.");
    }

    private static void Show(CommandCall call, KeyInfo made, string? path)
    {
        var text = made.Key;
        if (call.Json)
        {
            var row = Rows.Of(made);
            if (text is not null) row["key"] = text;
            new JsonLines(call.Terminal).Write("key", row);
            return;
        }

        var ends = made.ExpiresAt is { } at ? $"expires {Rows.Time(at)}" : "never expires";
        call.Terminal.Note($"Key {made.Id} of tenant {Neutral.Line(made.Tenant)}, role {Rows.Name(made.Role)}, {ends}. {(text is null ? $"It is in {path}." : "It is shown this once:")}");
        // Nothing but the key, so that it can be piped to where it is kept.
        if (text is not null) call.Terminal.WriteLine(Neutral.Line(text));
    }

    private static Command Revoke(CommandRunner runner)
    {
        var keys = new Argument<string[]>("key") { Description = "The keys: key_…", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be revoked" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        return runner.Bind(new Command("revoke", "Revokes keys: they open nothing any more, and streams that they opened end") { keys, dryRun, yes }, async call =>
        {
            // All are looked up before one is revoked: a mistyped id revokes nothing.
            var found = await FindAsync(call, [.. call.Get(keys).Select(CommandCall.Id<KeyId>).Distinct()]);
            if (!call.Get(dryRun) && !call.Get(yes)) await AskAsync(call, found);
            foreach (var key in found)
            {
                if (!call.Get(dryRun)) await call.Client.RevokeKeyAsync(key.Id, call.CancellationToken);
                if (call.Json) new JsonLines(call.Terminal).Write(call.Get(dryRun) ? "would_revoke" : "revoked", new JsonObject { ["id"] = key.Id.Value });
                else call.Terminal.WriteLine($"{(call.Get(dryRun) ? "would revoke" : "revoked")} {key.Id}  {Neutral.Line(key.Name)}{(key.RevokedAt is null ? "" : "  (it was already)")}");
            }

            return ExitCode.Ok;
        });
    }

    private static async Task<List<KeyInfo>> FindAsync(CommandCall call, List<KeyId> wanted)
    {
        var found = new Dictionary<KeyId, KeyInfo>();
        string? page = null;
        for (var i = 0; i < PagesMax && found.Count < wanted.Count; i++)
        {
            var keys = await call.Client.ListKeysAsync(new ListKeysOptions { Limit = 200, Page = page }, call.CancellationToken);
            foreach (var key in keys.Keys.Where(key => wanted.Contains(key.Id))) found[key.Id] = key;
            if ((page = keys.NextPage) is null) break;
        }

        var missing = wanted.Where(id => !found.ContainsKey(id)).ToList();
        if (missing.Count > 0) throw new UsageException($"Nothing was revoked: your tenant has no key {string.Join(", ", missing)}. See: silo keys");
        return [.. wanted.Select(id => found[id])];
    }

    private static async Task AskAsync(CommandCall call, List<KeyInfo> found)
    {
        if (!call.Terminal.IsInteractive) throw new UsageException("Nothing was revoked: say --yes to revoke, or --dry-run to see what would be.");
        var own = await call.Client.WhoAmIAsync(call.CancellationToken);
        var names = string.Join(", ", found.Select(key => Neutral.Line(key.Name) + (key.Id.Value == own.Id ? " (the one that you use)" : string.Empty)));
        call.Terminal.Note($"Revoke {found.Count} key(s) for good: {names}? [y/N]", Tone.Ask);
        if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes")) throw new UsageException("Nothing was revoked.");
    }
}
