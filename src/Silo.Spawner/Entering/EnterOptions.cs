using Silo.Spawner.Serving;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>What <c>silo-spawner enter</c> is to do.</summary>
/// <param name="Command">The command to become, with its arguments.</param>
internal sealed record EnterOptions(IReadOnlyList<string> Command)
{
    /// <summary>Reads the arguments behind <c>enter</c>.</summary>
    /// <returns>Null when they name no command.</returns>
    public static EnterOptions? TryParse(IReadOnlyList<string> args) =>
        args is ["--", { Length: > 0 }, ..] ? new EnterOptions([.. args.Skip(1)]) : null;

    /// <summary>The ids of this user that sandboxes may have.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="accounts">What /etc/passwd says.</param>
    /// <param name="subordinateUids">What /etc/subuid says.</param>
    /// <param name="subordinateGids">What /etc/subgid says.</param>
    /// <exception cref="EnterRefusedException">The user has none.</exception>
    public static UidRange FindRange(uint uid, string accounts, string subordinateUids, string subordinateGids)
    {
        var name = HostAccount.Find($"{uid}", accounts)?.Name ?? $"{uid}";
        return SubordinateFile.FindCommon(name, uid, subordinateUids, subordinateGids)
            ?? throw new EnterRefusedException(
                $"{name} has no range of at least {SubordinateFile.CountMin} numbers that /etc/subuid and /etc/subgid both give. " +
                $"Give one that nobody else has: sudo usermod --add-subuids 300000-365535 --add-subgids 300000-365535 {name}");
    }
}
