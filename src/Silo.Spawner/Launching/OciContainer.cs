using System.Globalization;

namespace Silo.Spawner.Launching;

/// <summary>A container's name and its bundle.</summary>
/// <param name="Id">Its name; no other container of the spawner has it.</param>
/// <param name="Bundle">Absolute path of its bundle, which holds the command's environment and is nobody else's.</param>
internal sealed record OciContainer(string Id, string Bundle)
{
    private const int LogCharsMax = 500;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Takes what the runtime complains of.</summary>
    public string Log => Path.Combine(Bundle, "log");

    public IReadOnlyList<string> CreateArguments => ["create", "--bundle", Bundle, "--pid-file", PidFile, Id];

    public IReadOnlyList<string> StartArguments => ["start", Id];

    public IReadOnlyList<string> DeleteArguments => ["delete", "--force", Id];

    private string PidFile => Path.Combine(Bundle, "pid");

    /// <summary>Makes the bundle.</summary>
    public void Create(byte[] config)
    {
        Directory.CreateDirectory(Bundle, OwnerOnly);
        File.WriteAllBytes(Path.Combine(Bundle, "config.json"), config);
    }

    /// <summary>The container's first process, which waits to be started; null when the runtime named none.</summary>
    public int? ReadPid() =>
        File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;

    /// <summary>What the runtime complained of last.</summary>
    public string ReadLog()
    {
        var text = File.Exists(Log) ? File.ReadAllText(Log).Trim() : string.Empty;
        return text.Length > LogCharsMax ? text[^LogCharsMax..] : text;
    }

    public void Remove()
    {
        if (Directory.Exists(Bundle)) Directory.Delete(Bundle, recursive: true);
    }
}
