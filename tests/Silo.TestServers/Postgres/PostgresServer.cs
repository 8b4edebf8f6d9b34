using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Silo.TestServers.Postgres;

/// <summary>A PostgreSQL server for one test run: its own data, a free loopback port, a password, and <c>fsync</c> as in production.</summary>
/// <remarks>Ends with this process, however that ends: a shell holds the server's end and watches a pipe from here.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    // $1 what to run before (setpriv as root), $2 the programs, $3 the data, $4 the port. The pipe's end is the sign to stop.
    private const string Script = """
        exec 3<&0 </dev/null 2>/dev/null
        $1 "$2/postgres" -D "$3" -p "$4" 2>&1 &
        pid=$!
        echo "pid $pid"
        { read -r _ <&3; kill -INT $pid; } &
        wait $pid
        exit $?
        """;

    // The server sees a small disk that nobody else does; whatever it is started with follows.
    private const string SmallDiskScript = """
        mount -t tmpfs -o mode=0700,size="$1" tmpfs "$2" && shift 2 && exec "$@"
        """;

    private const int PortAttempts = 5;
    private const double TicksPerSecond = 100;

    private readonly string _directory;
    private readonly string _password;
    private readonly long _smallDiskBytes;
    private Process? _shell;
    private Task _drained = Task.CompletedTask;

    private PostgresServer(string directory, string password, long smallDiskBytes)
    {
        _directory = directory;
        _password = password;
        _smallDiskBytes = smallDiskBytes;
    }

    /// <summary>The loopback port.</summary>
    public int Port { get; private set; }

    /// <summary>The server's main process.</summary>
    public int Pid { get; private set; }

    /// <summary>An empty directory of a disk of its own, for a tablespace; with a small disk alone.</summary>
    public string SmallDisk => Path.Combine(_directory, "small");

    /// <summary>How a client reaches it.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "silo",
        Password = _password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>Makes a database directory and starts a server on it.</summary>
    /// <param name="settings">Lines of its configuration, beside the usual ones.</param>
    /// <param name="smallDiskBytes">Size of a disk in memory at <see cref="SmallDisk"/>; 0 for none. It is empty again after a restart.</param>
    /// <exception cref="InvalidOperationException">It did not start; holds what it said.</exception>
    public static async Task<PostgresServer> StartAsync(string settings = "", long smallDiskBytes = 0)
    {
        var directory = Directory.CreateTempSubdirectory("silo-postgres-").FullName;
        var server = new PostgresServer(directory, Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), smallDiskBytes);
        try
        {
            await server.MakeDataAsync(settings);
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies a server that runs, and starts the copy as its standby; with <see cref="PromoteAsync"/> it becomes a primary.</summary>
    public static async Task<PostgresServer> StandbyAsync(PostgresServer primary)
    {
        var directory = Directory.CreateTempSubdirectory("silo-postgres-").FullName;
        var server = new PostgresServer(directory, primary._password, smallDiskBytes: 0);
        try
        {
            if (Environment.IsPrivilegedProcess) await RunToEndAsync(["/bin/chown", "-R", "silo:silo", directory]);
            var from = $"host=127.0.0.1 port={primary.Port} user=silo password={primary._password}";
            await RunToEndAsync(
                [.. AsOrdinaryUser(), Path.Combine(PostgresPrograms.Directory, "pg_basebackup"), "-D", Path.Combine(directory, "data"), "-R", "-X", "stream", "-c", "fast", "-d", from]);
            await File.AppendAllTextAsync(Path.Combine(directory, "data", "postgresql.conf"), $"unix_socket_directories = '{directory}'\nsynchronous_standby_names = ''\n");
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a standby a primary.</summary>
    public async Task PromoteAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand("SELECT pg_promote()");
        if (await command.ExecuteScalarAsync() is not true) throw new InvalidOperationException("The standby was not promoted in time.");
    }

    /// <summary>Stops it as an operator does, and returns when it has stopped. Connections are ended, transactions undone; nothing is lost.</summary>
    public Task StopAsync() => StopShellAsync();

    /// <summary>Processor time of the server so far, all its processes together.</summary>
    public TimeSpan CpuTime()
    {
        // Of the main process also what those that ended had used; of the others what they use themselves.
        var ticks = Stat(Pid) is { } main ? main[11] + main[12] + main[13] + main[14] : 0;
        foreach (var child in Children(Pid))
            if (Stat(child) is { } fields) ticks += fields[11] + fields[12];
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Starts it again on its data and its port, after it was killed.</summary>
    public Task RestartAsync() => RunAsync();

    /// <summary>Kills the server and every process of it with SIGKILL, and returns when they are gone.</summary>
    public async Task KillAsync()
    {
        foreach (var child in Children(Pid).Prepend(Pid))
        {
            try
            {
                using var process = Process.GetProcessById(child);
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }

        await StopShellAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopShellAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static IEnumerable<int> Children(int pid) =>
        from path in Directory.GetDirectories("/proc")
        let name = Path.GetFileName(path)
        where char.IsAsciiDigit(name[0])
        let id = int.Parse(name, CultureInfo.InvariantCulture)
        where Stat(id)?[1] == pid
        select id;

    // The numbers behind the name, counted as proc(5) does from its third; the state, which is a letter, as 0.
    private static long[]? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Take(15).Select(f => long.TryParse(f, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }

    // PostgreSQL refuses root.
    private static string[] AsOrdinaryUser() =>
        Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", "--reuid=silo", "--regid=silo", "--clear-groups"] : [];

    // In namespaces of its own an ordinary user may mount, and what is mounted goes with the server.
    private string[] BesideSmallDisk() => _smallDiskBytes == 0
        ? []
        : ["/usr/bin/unshare", "--user", "--map-current-user", "--keep-caps", "--mount", "/bin/sh", Path.Combine(_directory, "small.sh"), _smallDiskBytes.ToString(CultureInfo.InvariantCulture), SmallDisk];

    private async Task MakeDataAsync(string settings)
    {
        var data = Path.Combine(_directory, "data");
        var password = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(password, _password);
        if (_smallDiskBytes > 0)
        {
            Directory.CreateDirectory(SmallDisk);
            await File.WriteAllTextAsync(Path.Combine(_directory, "small.sh"), SmallDiskScript);
        }

        if (Environment.IsPrivilegedProcess) await RunToEndAsync(["/bin/chown", "-R", "silo:silo", _directory]);
        await RunToEndAsync(
            [.. AsOrdinaryUser(), Path.Combine(PostgresPrograms.Directory, "initdb"), "-D", data, "-U", "silo", "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8"]);
        await File.AppendAllTextAsync(
            Path.Combine(data, "postgresql.conf"),
            $"listen_addresses = '127.0.0.1'\nunix_socket_directories = '{_directory}'\nmax_connections = 300\nshared_buffers = 128MB\nlog_min_messages = warning\nlc_messages = 'C'\n{settings}\n");
    }

    private async Task RunAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Port == 0 || attempt > 1) Port = FreePort();
            if (await TryRunAsync()) return;
            if (attempt == PortAttempts) throw new InvalidOperationException($"PostgreSQL found no free port in {PortAttempts} attempts.");
        }
    }

    /// <returns>False when its port was taken meanwhile.</returns>
    private async Task<bool> TryRunAsync()
    {
        var said = new List<string>();
        _shell = Start([
            "/bin/sh", "-c", Script, "sh", string.Join(' ', [.. AsOrdinaryUser(), .. BesideSmallDisk()]), PostgresPrograms.Directory, Path.Combine(_directory, "data"),
            Port.ToString(CultureInfo.InvariantCulture)]);
        while (await _shell.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("pid ", StringComparison.Ordinal)) Pid = int.Parse(line[4..], CultureInfo.InvariantCulture);
            if (line.Contains("database system is ready to accept", StringComparison.Ordinal))
            {
                _drained = _shell.StandardOutput.ReadToEndAsync();
                return true;
            }
        }

        await StopShellAsync();
        if (said.Exists(line => line.Contains("could not bind", StringComparison.Ordinal))) return false;
        throw new InvalidOperationException($"PostgreSQL did not start: {string.Join('\n', said)}");
    }

    private async Task StopShellAsync()
    {
        if (_shell is null) return;
        _shell.StandardInput.Close();
        await _drained;
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _shell = null;
        _drained = Task.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = false,
        UseShellExecute = false,
        WorkingDirectory = "/",
    })!;

    private static async Task RunToEndAsync(string[] command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {said}");
    }
}
