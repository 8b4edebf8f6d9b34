using System.Globalization;
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

    /// <summary>The settings, in the order in which people read them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Address", "http://127.0.0.1:8600", "Where the API listens: an IP address or localhost; port 0 takes any free one. Beyond loopback it needs a key that is valid, and a proxy with TLS before it.", Address),
        new("Development", "true in the environment Development, else false", "Whether whoever is at this machine may do everything without a key: true or false. Loopback only.", (s, text) => Flag(text, value => s.Http.Development = value)),
        new("DataDirectory", "$XDG_STATE_HOME/silo, else ~/.local/state/silo", "The journal, blobs and workspaces. One host at a time.", (s, text) => Folder(text, path => s.DataDirectory = path)),
        new("SharedDirectory", "none: the data directory", "Workspaces and blobs, for hosts of one machine and user that share a journal in PostgreSQL.", (s, text) => Folder(text, path => s.SharedDirectory = path)),
        new("AgentsDirectory", "./agents, else the one beside the program", "The agents' YAML files.", (s, text) => Folder(text, path => s.AgentsDirectory = path)),
        new("Postgres:ConnectionString", "none: SQLite in the data directory", "The PostgreSQL server that holds the journal, as Npgsql reads it. It holds a password: set it by environment.", (s, text) => Connection(text, value => s.PostgresConnectionString = value)),
        new("Postgres:Schema", "silo", "The schema of the journal's tables; made when absent. 1 to 50 characters of a-z 0-9 _.", (s, text) => Schema(text, value => s.PostgresSchema = value)),
        new("Sandbox:Provider", "bubblewrap", "What confines commands: bubblewrap, or oci for an OCI runtime.", Provider),
        new("Sandbox:OciRuntime", "crun", "The OCI runtime, by name or path: crun, runc, runsc.", Runtime),
        new("Sandbox:SpawnerSocket", $"{SpawnerSocket.Default} if it is there for this user", "The socket of a spawner that runs by itself; 'off' for a spawner of the host's own.", Socket),
        new("Sandbox:SpawnerPath", "beside the program", "The program that starts sandboxes.", (s, text) => Folder(text, path => s.SpawnerPath = path)),
        new("Sandbox:BubblewrapPath", "bwrap on PATH", "The bubblewrap program.", (s, text) => Folder(text, path => s.BubblewrapPath = path)),
        new("Http:JsonBytesMax", "1048576", "Largest JSON body, in bytes; 16384 to 16777216.", (s, text) => Number(text, value => s.Http.JsonBytesMax = value)),
        new("Http:FileBytesMax", "268435456", "Largest file or tar in one request, in bytes; 1024 to 17179869184.", (s, text) => Bytes(text, value => s.Http.FileBytesMax = value)),
        new("Http:StreamsMax", "4096", "Most open event streams; 1 to 1000000.", (s, text) => Number(text, value => s.Http.StreamsMax = value)),
        new("Http:TenantStreamsMax", "1024", "Most open event streams of one tenant; 1 to 1000000.", (s, text) => Number(text, value => s.Http.TenantStreamsMax = value)),
        new("Http:HubConnectionsMax", "4096", "Most open connections to the hub; 1 to 1000000.", (s, text) => Number(text, value => s.Http.HubConnectionsMax = value)),
        new("Http:TenantHubConnectionsMax", "1024", "Most open connections to the hub of one tenant; 1 to 1000000.", (s, text) => Number(text, value => s.Http.TenantHubConnectionsMax = value)),
        new("Http:HubStreamsMax", "128", "Most streams of one connection to the hub; 1 to 10000.", (s, text) => Number(text, value => s.Http.HubStreamsMax = value)),
        new("Http:RequestsPerMinuteMax", "6000", "Requests that one key may send in a minute, in the long run; 1 to 10000000.", (s, text) => Number(text, value => s.Http.RequestsPerMinuteMax = value)),
        new("Http:RequestsBurstMax", "600", "Requests that one key may send at once, after a pause; 1 to 1000000.", (s, text) => Number(text, value => s.Http.RequestsBurstMax = value)),
        new("Http:HeaderBytesMax", "32768", "Most bytes of a request's headers together; 4096 to 1048576.", (s, text) => Number(text, value => s.Http.HeaderBytesMax = value)),
        new("Http:Origins", "none", "The origins whose pages may call the API, such as https://app.example, with spaces between them; at most 32.", (s, text) => Origins(text, value => s.Http.Origins = value)),
        new("Http:StreamKeepAlive", "00:00:15", "Silence after which a stream says that it is alive; 00:00:01 to 00:05:00.", (s, text) => Duration(text, value => s.Http.StreamKeepAlive = value)),
        new("Http:TokenSecretFile", "none: a secret of this start's own", "A file of 32 to 4096 random bytes, for its owner only, that signs stream tokens; the same for hosts behind one address.", TokenSecret),
        new("Audit:KeepFor", "400.00:00:00", "How long entries of the audit log are kept; 1.00:00:00 to 3650.00:00:00.", (s, text) => Duration(text, value => s.Audit.KeepFor = value)),
        new("Runtime:LiveSessionsMax", "10000", "Most live sessions; 1 to 1000000.", (s, text) => Number(text, value => s.Runtime.LiveSessionsMax = value)),
        new("Runtime:ActivationsMax", "32", "Most sessions that come to life at once; 1 to 1024.", (s, text) => Number(text, value => s.Runtime.ActivationsMax = value)),
        new("Runtime:MailboxMax", "256", "Most commands that wait in one session; 1 to 4096.", (s, text) => Number(text, value => s.Runtime.MailboxMax = value)),
        new("Runtime:CommandsMax", "4096", "Most commands under way; 1 to 1000000.", (s, text) => Number(text, value => s.Runtime.CommandsMax = value)),
        new("Runtime:CommandBytesMax", "268435456", "Most bytes in bodies of commands under way; 1048576 to 17179869184.", (s, text) => Bytes(text, value => s.Runtime.CommandBytesMax = value)),
        new("Runtime:JournalWaitMax", "00:00:05", "How long the journal may end nothing before commands are refused; 00:00:00.1 to 00:10:00.", (s, text) => Duration(text, value => s.Runtime.JournalWaitMax = value)),
        new("Runtime:JournalBytesMax", "67108864", "Most bytes that wait for the journal before commands are refused; 1048576 to 17179869184.", (s, text) => Bytes(text, value => s.Runtime.JournalBytesMax = value)),
        new("Runtime:ToolGrace", "00:00:05", "What a tool call may take to end after its timeout before it is given up; 00:00:00.05 to 00:01:00.", (s, text) => Duration(text, value => s.Runtime.ToolGrace = value)),
        new("Runtime:InterruptGrace", "00:00:00.8000000", "What a cancelled turn may take to end by itself; 00:00:00.05 to 00:01:00.", (s, text) => Duration(text, value => s.Runtime.InterruptGrace = value)),
        new("Runtime:Retention", "00:00:00: never", "How long a session may lie idle before it is deleted whole, where its agent says nothing; 01:00:00 to 3650.00:00:00.", (s, text) => Duration(text, value => s.Runtime.Retention = value)),
        new("Runtime:StopTimeout", "00:00:10", "What a stopping session waits for what it started; 00:00:01 to 00:10:00.", (s, text) => Duration(text, value => s.Runtime.StopTimeout = value)),
    ];

    private static string? Address(HostSettings settings, string text)
    {
        if (!ListenAddress.TryParse(text, out var address, out var error)) return error;
        if (address is { Host: "localhost", Port: 0 }) return "a free port can be taken with 127.0.0.1 or [::1] only.";
        settings.Address = address;
        return null;
    }

    private static string? Flag(string text, Action<bool> set)
    {
        if (text is not ("true" or "false")) return "it must be true or false.";
        set(text == "true");
        return null;
    }

    private static string? Folder(string text, Action<string> set)
    {
        if (text.Length == 0 || text.Contains('\0')) return "it must be a path.";
        set(Path.GetFullPath(text));
        return null;
    }

    // What is wrong with it is said without saying it: it holds a password.
    private static string? Connection(string text, Action<string> set)
    {
        if (!PostgresJournalOptions.IsConnectionString(text)) return "it is no connection string like Host=…;Database=…;Username=…;Password=….";
        set(text);
        return null;
    }

    private static string? Schema(string text, Action<string> set)
    {
        if (!PostgresJournalOptions.IsSchemaName(text)) return $"'{text}' is no name of a schema: 1 to 50 characters of a-z 0-9 _, beginning with a letter.";
        set(text);
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
        return Folder(text, path => settings.SpawnerSocket = path);
    }

    // The bounds stand with the options; here only what their types cannot hold is refused.
    private static string? Number(string text, Action<int> set)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return NoNumber(text);
        set(value);
        return null;
    }

    private static string? Bytes(string text, Action<long> set)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return NoNumber(text);
        set(value);
        return null;
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
    private static string? Origins(string text, Action<IReadOnlyList<string>> set)
    {
        set(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return null;
    }

    private static string NoNumber(string text) => $"'{text}' is no whole number that it could be.";

    // A bare number would be days.
    private static string? Duration(string text, Action<TimeSpan> set)
    {
        if (!text.Contains(':') || !TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value))
            return $"'{text}' is no duration like 00:00:15.";
        set(value);
        return null;
    }
}
