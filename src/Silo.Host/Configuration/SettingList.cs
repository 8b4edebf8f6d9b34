using System.Text;
using Silo.Edge.Http.Guards;
using Silo.Sandboxes.Spawning;
using Silo.Storage.Postgres;

namespace Silo.Host.Configuration;

/// <summary>Every setting there is. What is not on this list is refused: a misspelt setting that is ignored is worse than an error.</summary>
internal static class SettingList
{
    /// <summary>The section that holds them all.</summary>
    public const string Section = "Silo";

    private const long GiB = 1L << 30;

    /// <summary>The settings, in the order in which people read them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Address", "address", "http://127.0.0.1:8600", "Where the API listens: an IP address or localhost; port 0 takes any free one. Beyond loopback it needs a key that is valid, and a proxy with TLS before it.", Address),
        SettingOf.Flag("Development", s => s.Http.Development, "Whether whoever is at this machine may do everything without a key. Loopback only.", "true in the environment Development, else false") with { See = "keys.md" },
        SettingOf.Folder("DataDirectory", "$XDG_STATE_HOME/silo, else ~/.local/state/silo", "The journal, blobs and workspaces. One host at a time.", (s, path) => s.DataDirectory = path),
        SettingOf.Folder("SharedDirectory", "none: the data directory", "Workspaces and blobs, for hosts of one machine and user that share a journal in PostgreSQL.", (s, path) => s.SharedDirectory = path) with { See = "postgres.md#two-hosts-on-one-database" },
        SettingOf.Folder("AgentsDirectory", "./agents, else the one beside the program", "The agents' YAML files.", (s, path) => s.AgentsDirectory = path) with { See = "agents.md" },
        new("Postgres:ConnectionString", "text", "none: SQLite in the data directory", "The PostgreSQL server that holds the journal, as Npgsql reads it. It holds a password: set it by environment.", Connection) { See = "postgres.md" },
        new("Postgres:Schema", "text", "silo", "The schema of the journal's tables; made when absent. 1 to 50 characters of a-z 0-9 _.", Schema),
        new("Sandbox:Provider", "text", "bubblewrap", "What confines commands: bubblewrap, or oci for an OCI runtime.", Provider) { See = "oci.md" },
        new("Sandbox:OciRuntime", "text", "crun", "The OCI runtime, by name or path: crun, runc, runsc.", Runtime),
        new("Sandbox:SpawnerSocket", "path", $"{SpawnerSocket.Default} if it is there for this user", "The socket of a spawner that runs by itself; 'off' for a spawner of the host's own.", Socket) { See = "sandboxes.md" },
        SettingOf.Folder("Sandbox:SpawnerPath", "beside the program", "The program that starts sandboxes.", (s, path) => s.SpawnerPath = path),
        SettingOf.Folder("Sandbox:BubblewrapPath", "bwrap on PATH", "The bubblewrap program.", (s, path) => s.BubblewrapPath = path),
        SettingOf.Number(s => s.Http.JsonBytesMax, 16384, 16777216, "Largest JSON body."),
        SettingOf.Number(s => s.Http.FileBytesMax, 1024, 16 * GiB, "Largest file or tar in one request."),
        SettingOf.Number(s => s.Http.StreamsMax, 1, 1000000, "Most open event streams."),
        SettingOf.Number(s => s.Http.TenantStreamsMax, 1, 1000000, "Most open event streams of one tenant."),
        SettingOf.Number(s => s.Http.HubConnectionsMax, 1, 1000000, "Most open connections to the hub."),
        SettingOf.Number(s => s.Http.TenantHubConnectionsMax, 1, 1000000, "Most open connections to the hub of one tenant."),
        SettingOf.Number(s => s.Http.HubStreamsMax, 1, 10000, "Most streams of one connection to the hub."),
        SettingOf.Number(s => s.Http.RequestsPerMinuteMax, 1, 10000000, "Requests that one key may send in a minute, in the long run."),
        SettingOf.Number(s => s.Http.RequestsBurstMax, 1, 1000000, "Requests that one key may send at once, after a pause."),
        SettingOf.Number(s => s.Http.FailedKeysPerMinuteMax, 1, 1000000, "Wrong keys that one address may show in a minute; beyond them only keys in use are looked at from there."),
        SettingOf.Number(s => s.Http.HeaderBytesMax, 4096, 1048576, "Most bytes of a request's headers together."),
        SettingOf.Number(s => s.Http.ConnectionsMax, 1, 1000000, "Most open connections, whatever they are for. Less than the files that the process may open (ulimit -n)."),
        SettingOf.Duration(s => s.Http.HeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), "How long the line and the headers of a request may take."),
        SettingOf.Duration(s => s.Http.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "How long a connection may be open without a request."),
        new("Http:Origins", "text", "none", "The origins whose pages may call the API, such as https://app.example, with spaces between them; at most 32.", Origins),
        SettingOf.Duration(s => s.Http.StreamKeepAlive, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), "Silence after which a stream says that it is alive; clients take 45 seconds of it for a break."),
        new("Http:TokenSecretFile", "path", "none: a secret of this start's own", "A file of 32 to 4096 random bytes, for its owner only, that signs stream tokens; the same for hosts behind one address.", TokenSecret),
        SettingOf.Flag("Console:Enabled", s => s.ServesConsole, "Whether the chat page is served.") with { See = "chat-page.md" },
        new("Jwt:Issuer", "address", "none", "The OpenID provider whose tokens are taken beside keys, exactly as they name it; https, or in development http on loopback.", (s, text) => Text(text, value => s.Jwt.Issuer = value)) { See = "jwt.md" },
        new("Jwt:Audience", "text", "none", "What a token must be for; needed with an issuer.", (s, text) => Text(text, value => s.Jwt.Audience = value)),
        new("Jwt:Tenant", "text", "none: the token says", "The tenant of every token.", (s, text) => Text(text, value => s.Jwt.Tenant = value)),
        new("Jwt:TenantClaim", "text", "silo_tenant", "The claim of a token that names its tenant.", (s, text) => Text(text, value => s.Jwt.TenantClaim = value)),
        new("Jwt:RoleClaim", "text", "silo_role", "The claim of a token that names its role, or several.", (s, text) => Text(text, value => s.Jwt.RoleClaim = value)),
        SettingOf.Duration(s => s.Jwt.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5), "How far the provider's clock may be from this one."),
        SettingOf.Duration(s => s.Jwt.KeysRefresh, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), "How old the provider's keys become before they are asked for again."),
        SettingOf.Duration(s => s.Jwt.KeysKeep, TimeSpan.FromHours(1), TimeSpan.FromDays(30), "How long keys are good while the provider does not answer."),
        SettingOf.Duration(s => s.Audit.KeepFor, TimeSpan.FromDays(1), TimeSpan.FromDays(3650), "How long entries of the audit log are kept."),
        new("Telemetry:Endpoint", "address", "OTEL_EXPORTER_OTLP_ENDPOINT, else none: nothing is sent", "The receiver of traces and metrics, for OTLP over HTTP, such as http://127.0.0.1:4318. What it wants to know of the sender stands in OTEL_EXPORTER_OTLP_HEADERS.", Receiver) { See = "telemetry.md" },
        SettingOf.Flag("Telemetry:Traces", s => s.Telemetry.Traces, "Whether traces are sent."),
        SettingOf.Flag("Telemetry:Metrics", s => s.Telemetry.Metrics, "Whether metrics are sent."),
        SettingOf.Duration(s => s.Telemetry.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "How often metrics are sent, where OTEL_METRIC_EXPORT_INTERVAL says nothing."),
        SettingOf.Duration(s => s.Telemetry.FlushTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), "What the stop waits for telemetry that was not sent yet."),
        SettingOf.Number(s => s.Runtime.LiveSessionsMax, 1, 1000000, "Most live sessions."),
        SettingOf.Number(s => s.Runtime.TenantSessionsMax, 1, 100000000, "Most sessions that a tenant may have, live or not."),
        SettingOf.Number(s => s.Runtime.ActivationsMax, 1, 1024, "Most sessions that come to life at once."),
        SettingOf.Number(s => s.Runtime.MailboxMax, 1, 4096, "Most commands that wait in one session."),
        SettingOf.Number(s => s.Runtime.CommandsMax, 1, 1000000, "Most commands under way."),
        SettingOf.Number(s => s.Runtime.CommandBytesMax, 1048576, 16 * GiB, "Most bytes in bodies of commands under way."),
        SettingOf.Duration(s => s.Runtime.JournalWaitMax, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), "How long the journal may end nothing before commands are refused."),
        SettingOf.Number(s => s.Runtime.JournalBytesMax, 1048576, 16 * GiB, "Most bytes that wait for the journal before commands are refused."),
        SettingOf.Duration(s => s.Runtime.ToolGrace, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), "What a tool call may take to end after its timeout before it is given up."),
        SettingOf.Duration(s => s.Runtime.InterruptGrace, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), "What a cancelled turn may take to end by itself."),
        SettingOf.Duration(s => s.Runtime.Retention, TimeSpan.FromHours(1), TimeSpan.FromDays(3650), "How long a session may lie idle before it is deleted whole, where its agent says nothing.", "00:00:00: never") with { See = "journal.md#retention" },
        SettingOf.Duration(s => s.Runtime.StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "What a stopping session waits for what it started."),
    ];

    private static string? Text(string text, Action<string> set)
    {
        if (text.Length == 0 || text.Any(char.IsControl)) return "it must be a text.";
        set(text);
        return null;
    }

    private static string? Address(HostSettings settings, string text)
    {
        if (!ListenAddress.TryParse(text, out var address, out var error)) return error;
        if (address is { Host: "localhost", Port: 0 }) return "a free port can be taken with 127.0.0.1 or [::1] only.";
        settings.Address = address;
        return null;
    }

    // What is wrong with it is said without saying it: it holds a password.
    private static string? Connection(HostSettings settings, string text)
    {
        if (!PostgresJournalOptions.IsConnectionString(text)) return "it is no connection string like Host=…;Database=…;Username=…;Password=….";
        settings.PostgresConnectionString = text;
        return null;
    }

    private static string? Schema(HostSettings settings, string text)
    {
        if (!PostgresJournalOptions.IsSchemaName(text)) return $"'{text}' is no name of a schema: 1 to 50 characters of a-z 0-9 _, beginning with a letter.";
        settings.PostgresSchema = text;
        return null;
    }

    // What it wants to know of the sender is a secret, and an address is none.
    private static string? Receiver(HostSettings settings, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
            return "it must be an address like http://127.0.0.1:4318, without a user and a query.";
        settings.Telemetry.Endpoint = address;
        return null;
    }

    private static string? Provider(HostSettings settings, string text)
    {
        if (text is not ("bubblewrap" or "oci")) return "it must be bubblewrap or oci.";
        settings.UsesOci = text == "oci";
        return null;
    }

    private static string? Runtime(HostSettings settings, string text)
    {
        if (text.Length == 0 || text.Contains('\0')) return "it must be a name or a path.";
        settings.OciRuntime = text.Contains('/') ? Path.GetFullPath(text) : text;
        return null;
    }

    private static string? Socket(HostSettings settings, string text)
    {
        settings.FindsSpawner = false;
        if (text == "off") return null;
        if (Encoding.UTF8.GetByteCount(Path.GetFullPath(text is "" ? "." : text)) > SpawnerSocket.PathBytesMax) return $"a socket's path has at most {SpawnerSocket.PathBytesMax} bytes.";
        return SettingOf.Path(text, path => settings.SpawnerSocket = path);
    }

    private static string? TokenSecret(HostSettings settings, string text)
    {
        try
        {
            var file = new FileInfo(text.Length == 0 || text.Contains('\0') ? "/" : text);
            if (!file.Exists || file.Length > 4096) return $"'{text}' is no file of 32 to 4096 bytes.";
            if ((file.UnixFileMode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None) return $"others than its owner may use '{text}': run chmod 600 on it.";
            settings.Http.TokenSecret = File.ReadAllBytes(file.FullName);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{text}' cannot be read: {e.Message}";
        }
    }

    // What an origin is stands with the options.
    private static string? Origins(HostSettings settings, string text)
    {
        settings.Http.Origins = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return null;
    }
}
