using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Cli;

/// <summary><c>silo keys</c>, <c>silo audit</c> and <c>silo whoami</c> at a host that lets nobody in without a key.</summary>
public sealed class CliKeysTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private LiveHost _host = null!;
    private CreatedKey _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LiveHost.StartAsync(_folder.At("data"), LiveHost.TestAgents, settings => settings.Http.Development = false);
        _operator = await KeyAsync(TenantId.Default, Role.Operator, "ops");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Create_ShowsTheKeyOnce_AndItIsWhatWasAskedFor()
    {
        var made = await RunAsync("keys", "create", "--name", "for ci", "--role", "user", "--expires-in", "24h");
        Assert.Equal(0, made.Code);
        Assert.Matches("^silo_[0-9a-z]{26}_[0-9a-f]{64}\n$", made.Out);
        Assert.DoesNotContain(made.Out.Trim(), made.Error, StringComparison.Ordinal);
        Assert.Matches("^Key key_[0-9a-z]{26} of tenant default, role user, expires 20.*Z\\. It is shown this once:\n$", made.Error);

        var (_, who, _) = await SiloCommandLine.RunAsync(_host.Address, made.Out.Trim(), "whoami", "--json");
        var caller = JsonDocument.Parse(who).RootElement.GetProperty("caller");
        Assert.Equal(("for ci", "user", "key"), (caller.GetProperty("name").GetString(), caller.GetProperty("role").GetString(), caller.GetProperty("proof").GetString()));
        var left = DateTimeOffset.Parse(caller.GetProperty("ends_at").GetString()!, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromHours(23), TimeSpan.FromHours(24));

        var list = await RunAsync("keys", "--json");
        Assert.Contains("\"name\":\"for ci\"", list.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("silo_", list.Out + (await RunAsync("keys")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_IntoAFile_IsForItsOwnerAloneAndShownNowhere()
    {
        var file = _folder.At("key");
        var made = await RunAsync("keys", "create", "--name", "a", "--role", "viewer", "--out", file, "--json");
        Assert.Equal(0, made.Code);
        Assert.DoesNotContain("silo_", made.Out + made.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(0, (await SiloCommandLine.RunAsync(_host.Address, key: null, "sessions", "--key-file", file)).Code);
        var again = await RunAsync("keys", "create", "--name", "a", "--role", "viewer", "--out", file);
        Assert.Equal(2, again.Code);
        var nowhere = await RunAsync("keys", "create", "--name", "lost", "--role", "viewer", "--out", "/proc/nowhere/key");
        Assert.Equal(2, nowhere.Code);
        Assert.DoesNotContain("lost", (await RunAsync("keys", "--json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_AsksOrIsToldTo_AndAMistypedIdRevokesNothing()
    {
        var (one, foreign) = (await KeyAsync(TenantId.Default, Role.User, "one\u001b[2J"), await KeyAsync(TenantId.Parse("globex"), Role.User, "theirs"));
        var unasked = await RunAsync("keys", "revoke", one.Key.Id.Value);
        Assert.Equal(2, unasked.Code);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal($"would revoke {one.Key.Id}  one␛[2J\n", (await RunAsync("keys", "revoke", one.Key.Id.Value, "--dry-run")).Out);
        var mistyped = await RunAsync("keys", "revoke", one.Key.Id.Value, foreign.Key.Id.Value, "--yes");
        Assert.Equal(2, mistyped.Code);
        Assert.Contains(foreign.Key.Id.Value, mistyped.Error, StringComparison.Ordinal);
        foreach (var key in (CreatedKey[])[one, foreign]) Assert.Equal(0, (await SiloCommandLine.RunAsync(_host.Address, key.Text, "agents")).Code);

        Assert.Equal($"{{\"type\":\"revoked\",\"revoked\":{{\"id\":\"{one.Key.Id}\"}}}}\n", (await RunAsync("keys", "revoke", one.Key.Id.Value, "--yes", "--json")).Out);
        var (code, _, error) = await SiloCommandLine.RunAsync(_host.Address, one.Text, "agents");
        Assert.Equal(4, code);
        Assert.Contains("--key-file", error, StringComparison.Ordinal);
        Assert.Contains("(it was already)", (await RunAsync("keys", "revoke", one.Key.Id.Value, "--yes")).Out, StringComparison.Ordinal);
        Assert.Equal(4, (await SiloCommandLine.RunAsync(_host.Address, (await KeyAsync(TenantId.Default, Role.Approver, "b")).Text, "keys")).Code);
    }

    [Fact]
    public async Task Audit_Filters_AndGoesOnByPage()
    {
        for (var i = 0; i < 3; i++) await RunAsync("keys", "create", "--name", $"n{i}", "--role", "viewer");
        var other = await KeyAsync(TenantId.Default, Role.Viewer, "weak");
        await SiloCommandLine.RunAsync(_host.Address, other.Text, "run", "x", "--agent", "talk");

        Assert.Equal(["key_create done", "key_create done", "key_create done"], await ShownAsync("--operation", "key_create"));
        Assert.Equal(["session_create forbidden"], await ShownAsync("--caller", other.Key.Id.Value));
        Assert.Equal(4, (await ShownAsync("list", "--since", "10m", "--until", TimeProvider.System.GetUtcNow().AddMinutes(1).ToString("O", CultureInfo.InvariantCulture))).Count);
        Assert.Empty(await ShownAsync("--until", "1h"));
        var first = await RunAsync("audit", "--json", "--limit", "3");
        var lines = first.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        var next = JsonDocument.Parse(lines[^1]).RootElement.GetProperty("next_page").GetString()!;
        Assert.Single(await ShownAsync("--page", next));
        Assert.Contains("ops", (await RunAsync("audit")).Out, StringComparison.Ordinal);
        foreach (var wrong in (string[])["yesterday", "1y", "2026-01-31", "2026-01-31T12:00:00", "-1h"]) Assert.Equal(2, (await RunAsync("audit", $"--since={wrong}")).Code);

        async Task<List<string>> ShownAsync(params string[] arguments)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (true)
            {
                limit.Token.ThrowIfCancellationRequested();
                var (code, shown, error) = await RunAsync(["audit", .. arguments, "--json"]);
                Assert.True(code == 0, error);
                var entries = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("audit")).ToList();
                // What became of a change is written soon after its answer.
                if (entries.TrueForAll(entry => entry.GetProperty("outcome").GetString() is not null))
                    return [.. entries.Select(entry => $"{entry.GetProperty("operation").GetString()} {entry.GetProperty("outcome").GetString()}")];
            }
        }
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params IEnumerable<string> arguments) => SiloCommandLine.RunAsync(_host.Address, _operator.Text, arguments);

    private Task<CreatedKey> KeyAsync(TenantId tenant, Role role, string name) =>
        _host.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(tenant, role, name, ExpiresAt: null, "test"), CancellationToken.None);
}
