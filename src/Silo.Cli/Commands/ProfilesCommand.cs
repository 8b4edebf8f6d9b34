using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Cli.Output;
using Silo.Cli.Profiles;

namespace Silo.Cli.Commands;

/// <summary><c>silo profiles</c>: the servers that a person works with.</summary>
internal static class ProfilesCommand
{
    internal static Command Create(CommandRunner runner) => List(runner, new Command("profiles", "Lists the servers that you work with, and changes them")
    {
        List(runner, new Command("list", "Lists the profiles")),
        Add(runner),
        Named(runner, "use", "Makes a profile the current one", (book, name) => book with { Current = name }),
        Named(runner, "remove", "Forgets a profile with its key", Without),
    });

    private static Command List(CommandRunner runner, Command command) => runner.BindLocal(command, call =>
    {
        var book = call.Cli.Profiles.Load();
        if (book.Profiles.Count == 0 && !call.Json) call.Terminal.Note("No profiles. Add one: silo profiles add <name> --server <url>");
        else call.ShowAll("profile", ["current", "name", "server", "key"], [.. book.Profiles.Select(p => Row(book, p.Key, p.Value))]);
        return Task.FromResult(ExitCode.Ok);
    });

    private static Command Add(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "What to call it: letters, digits, '-', '_', '.'" };
        var withKey = new Option<bool>("--with-key") { Description = "Read the API key from the standard input, and keep it in the profile file" };
        return runner.BindLocal(new Command("add", "Adds a profile, or replaces it; the first one becomes the current one") { name, withKey }, async call =>
        {
            var id = call.Get(name);
            if (id.Length is 0 or > 64 || id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))) throw new UsageException($"'{id}' is not a name for a profile.");
            var wish = call.Wish;
            var server = wish.Server ?? throw new UsageException("Which server? Say --server <url>.");
            if (call.Get(withKey) && wish.KeyFile is not null) throw new UsageException("Say --with-key or --key-file, not both.");
            var profile = new Profile
            {
                Server = server.ToString(),
                KeyFile = wish.KeyFile is { } path ? Path.GetFullPath(path) : null,
                Key = call.Get(withKey) ? ApiKeys.Parse(await KeyPrompt.ReadAsync(call.Terminal, call.CancellationToken), "The standard input") : null,
                PlainHttp = wish.PlainHttp,
            };
            // Tells at once when the file is not there, or when others can read it.
            if (profile.KeyFile is { } file) ApiKeys.ReadFile(file);
            var book = call.Cli.Profiles.Load();
            var profiles = new SortedDictionary<string, Profile>(book.Profiles, StringComparer.Ordinal) { [id] = profile };
            book = book with { Profiles = profiles, Current = book.Current ?? id };
            call.Cli.Profiles.Save(book);
            Say(call, book, id);
            return ExitCode.Ok;
        });
    }

    private static Command Named(CommandRunner runner, string verb, string description, Func<ProfileBook, string, ProfileBook> change)
    {
        var name = new Argument<string>("name") { Description = "The profile" };
        return runner.BindLocal(new Command(verb, description) { name }, call =>
        {
            var before = call.Cli.Profiles.Load();
            var id = call.Get(name);
            if (!before.Profiles.ContainsKey(id)) throw new UsageException($"There is no profile '{id}'. See which there are: silo profiles");
            var after = change(before, id);
            call.Cli.Profiles.Save(after);
            if (after.Profiles.ContainsKey(id)) Say(call, after, id);
            else if (call.Json) new JsonLines(call.Terminal).Write("removed", new JsonObject { ["name"] = id });
            else call.Terminal.WriteLine($"removed {id}");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static ProfileBook Without(ProfileBook book, string name)
    {
        var profiles = new SortedDictionary<string, Profile>(book.Profiles, StringComparer.Ordinal);
        profiles.Remove(name);
        return book with { Profiles = profiles, Current = book.Current == name ? null : book.Current };
    }

    private static void Say(CommandCall call, ProfileBook book, string name)
    {
        var profile = book.Profiles[name];
        if (call.Json) new JsonLines(call.Terminal).Write("profile", Row(book, name, profile));
        else call.Terminal.WriteLine($"{name}: {Neutral.Line(profile.Server)}{(book.Current == name ? " (current)" : $"; use it with --profile {name}")}");
    }

    // Where the key is, never the key.
    private static JsonObject Row(ProfileBook book, string name, Profile profile) => new()
    {
        ["current"] = book.Current == name,
        ["name"] = name,
        ["server"] = profile.Server,
        ["key"] = profile.Key is not null ? "kept here" : profile.KeyFile ?? "none",
    };
}
