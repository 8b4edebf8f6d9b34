using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>Chooses the native SQLite once per process: the system's when it is fit, else the bundled one.</summary>
/// <remarks>
/// The system's library gets the distribution's security fixes (GHSA-2m69-gcr7-jv3q is mended in Debian's 3.40) and was built with
/// fdatasync, which makes a commit cheaper. The bundled one (3.35.5) is there for a machine that has only the .NET SDK; the AppContext
/// switch <see cref="BundledSwitch"/>, set before the first use, chooses it everywhere.
/// </remarks>
public static partial class SqliteLibrary
{
    /// <summary>The AppContext switch that chooses the bundled library.</summary>
    public const string BundledSwitch = "Silo.Storage.UseBundledSqlite";

    // What the journal's SQL needs and was tested with: the version of the bundled library.
    private const int VersionMin = 3_035_000;
    private const string SystemName = "libsqlite3.so.0";
    private const string BoundName = "e_sqlite3";

    private static readonly Lazy<string> Bound = new(Bind);

    /// <summary>Binds the library if this was not done yet.</summary>
    /// <returns>Which one it is, with its version; for logs.</returns>
    /// <exception cref="DllNotFoundException">There is neither a system library nor a bundled one for this platform. Do not retry.</exception>
    public static string Use() => Bound.Value;

    /// <summary>The operating system's error number of the last failed call on a connection.</summary>
    [LibraryImport(BoundName, EntryPoint = "sqlite3_system_errno")]
    internal static partial int SystemErrno(nint connection);

    private static string Bind()
    {
        var system = AppContext.TryGetSwitch(BundledSwitch, out var bundled) && bundled ? 0 : OpenSystem();
        IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
            string.Equals(name, BoundName, StringComparison.Ordinal) && system != 0
                ? system
                : NativeLibrary.Load(name, typeof(SQLite3Provider_e_sqlite3).Assembly, path);

        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return $"SQLite {raw.sqlite3_libversion().utf8_to_string()} ({(system != 0 ? "system" : "bundled")})";
    }

    /// <summary>Opens the system's library; 0 when there is none, or it is too old, or not safe with several threads.</summary>
    private static unsafe nint OpenSystem()
    {
        if (!NativeLibrary.TryLoad(SystemName, out var library)) return 0;
        var version = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "sqlite3_libversion_number"))();
        var threadSafe = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "sqlite3_threadsafe"))();
        if (version >= VersionMin && threadSafe != 0) return library;
        NativeLibrary.Free(library);
        return 0;
    }
}
