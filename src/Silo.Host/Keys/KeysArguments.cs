using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Configuration;

namespace Silo.Host.Keys;

/// <summary>The arguments of <c>keys create</c>.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Role">The role.</param>
/// <param name="Name">What the key is for.</param>
/// <param name="ExpiresIn">After how long it expires; null for never.</param>
/// <param name="Settings">Arguments that are settings of the host.</param>
internal sealed record KeysArguments(TenantId Tenant, Role Role, string Name, TimeSpan? ExpiresIn, IReadOnlyList<string> Settings)
{
    public const string Usage = "keys create --name=<text> [--tenant=default] [--role=operator] [--expires-in-days=<1 to 3650>] [--Silo:<setting>=<value> ...]";

    private const int NameCharsMax = 128;

    /// <summary>Reads them; null when the program was asked for something else.</summary>
    /// <param name="arguments">All arguments.</param>
    /// <param name="error">What is wrong with them; null when nothing is.</param>
    public static KeysArguments? Read(string[] arguments, out string? error)
    {
        error = null;
        if (arguments is not ["keys", .. var rest]) return null;
        if (rest is not ["create", .. var given])
        {
            error = "Usage: Silo.Host " + Usage;
            return null;
        }

        var read = new KeysArguments(TenantId.Default, Role.Operator, string.Empty, ExpiresIn: null, [.. given.Where(IsSetting)]);
        foreach (var argument in given.Where(argument => !IsSetting(argument)))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var taken = equals < 0 ? null : read.Take(argument[..equals], argument[(equals + 1)..]);
            if (taken is null)
            {
                error = $"'{argument}' is not understood. Usage: Silo.Host {Usage}";
                return null;
            }

            read = taken;
        }

        if (read.Name.Length == 0) error = $"A name is needed, to say what the key is for. Usage: Silo.Host {Usage}";
        return error is null ? read : null;
    }

    private static bool IsSetting(string argument) => argument.StartsWith($"--{SettingList.Section}:", StringComparison.OrdinalIgnoreCase) && argument.Contains('=');

    private KeysArguments? Take(string name, string value) => name switch
    {
        "--name" when value.Length is >= 1 and <= NameCharsMax && !value.Any(char.IsControl) => this with { Name = value },
        "--tenant" when TenantId.TryParse(value, provider: null, out var tenant) => this with { Tenant = tenant },
        "--role" when value is "viewer" => this with { Role = Role.Viewer },
        "--role" when value is "user" => this with { Role = Role.User },
        "--role" when value is "approver" => this with { Role = Role.Approver },
        "--role" when value is "operator" => this with { Role = Role.Operator },
        "--expires-in-days" when int.TryParse(value, out var days) && days is >= 1 and <= 3650 => this with { ExpiresIn = TimeSpan.FromDays(days) },
        _ => null,
    };
}
