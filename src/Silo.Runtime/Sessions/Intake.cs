using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Hosting;

namespace Silo.Runtime.Sessions;

/// <summary>Counts the commands under way, and asks the journal how far it is behind.</summary>
internal sealed class Intake(IJournalLoad? journal, RuntimeOptions options) : IIntake
{
    /// <summary>How many times the room that is free a tenant may hold: alone it fills four fifths, and whoever comes then still finds room.</summary>
    private const int FreeTimesMax = 4;

    private readonly Lock _lock = new();

    // A tenant without a command has no entry.
    private readonly Dictionary<TenantId, (int Commands, long Bytes)> _ofTenants = [];
    private int _commands;
    private long _bytes;

    /// <summary>Commands under way.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _commands;
        }
    }

    /// <summary>Bytes in their bodies.</summary>
    internal long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    public IntakeResult Enter(TenantId tenant, long bytes)
    {
        if (IsJournalSlow(out var load))
        {
            return new IntakeResult.Refused("journal_slow", string.Create(
                CultureInfo.InvariantCulture,
                $"The journal has ended nothing for {load.Silence.TotalSeconds:0.0} s; {load.Calls} calls wait, with {load.Bytes} bytes. Allowed: {options.JournalWaitMax.TotalSeconds:0.0} s and {options.JournalBytesMax} bytes."));
        }

        lock (_lock)
        {
            var own = _ofTenants.GetValueOrDefault(tenant);
            // One alone may always be as large as the server takes at all.
            if (_commands >= options.CommandsMax || (_commands > 0 && _bytes + bytes > options.CommandBytesMax))
            {
                return new IntakeResult.Refused("commands_full", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_commands} commands are under way, with {_bytes} bytes. Allowed: {options.CommandsMax} and {options.CommandBytesMax} bytes."));
            }

            // Not even by bodies that come slowly does one tenant take the room of all.
            if (own.Commands > FreeTimesMax * (long)(options.CommandsMax - _commands) || (own.Commands > 0 && own.Bytes > FreeTimesMax * (options.CommandBytesMax - _bytes)))
            {
                return new IntakeResult.Refused("commands_full", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{own.Commands} commands of this tenant are under way, with {own.Bytes} bytes: more than {FreeTimesMax} times what is free of {options.CommandsMax} and {options.CommandBytesMax} bytes."));
            }

            _commands++;
            _bytes += bytes;
            _ofTenants[tenant] = (own.Commands + 1, own.Bytes + bytes);
        }

        return new IntakeResult.Entered(() => Leave(tenant, bytes));
    }

    /// <summary>Whether the journal is too far behind to take more.</summary>
    internal bool IsJournalSlow(out JournalLoad load)
    {
        load = journal?.Load ?? default;
        return load.Silence >= options.JournalWaitMax || load.Bytes >= options.JournalBytesMax;
    }

    private void Leave(TenantId tenant, long bytes)
    {
        lock (_lock)
        {
            _commands--;
            _bytes -= bytes;
            var own = _ofTenants[tenant];
            if (own.Commands == 1) _ofTenants.Remove(tenant);
            else _ofTenants[tenant] = (own.Commands - 1, own.Bytes - bytes);
        }
    }
}
