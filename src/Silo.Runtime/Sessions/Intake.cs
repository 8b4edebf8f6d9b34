using System.Globalization;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Hosting;

namespace Silo.Runtime.Sessions;

/// <summary>Counts the commands under way, and asks the journal how far it is behind.</summary>
internal sealed class Intake(IJournalLoad? journal, RuntimeOptions options) : IIntake
{
    private readonly Lock _lock = new();
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

    public IntakeResult Enter(long bytes)
    {
        if (IsJournalSlow(out var load))
        {
            return new IntakeResult.Refused("journal_slow", string.Create(
                CultureInfo.InvariantCulture,
                $"The journal has ended nothing for {load.Silence.TotalSeconds:0.0} s; {load.Calls} calls wait, with {load.Bytes} bytes. Allowed: {options.JournalWaitMax.TotalSeconds:0.0} s and {options.JournalBytesMax} bytes."));
        }

        lock (_lock)
        {
            // One alone may always be as large as the server takes at all.
            if (_commands >= options.CommandsMax || (_commands > 0 && _bytes + bytes > options.CommandBytesMax))
            {
                return new IntakeResult.Refused("commands_full", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_commands} commands are under way, with {_bytes} bytes. Allowed: {options.CommandsMax} and {options.CommandBytesMax} bytes."));
            }

            _commands++;
            _bytes += bytes;
        }

        return new IntakeResult.Entered(() => Leave(bytes));
    }

    /// <summary>Whether the journal is too far behind to take more.</summary>
    internal bool IsJournalSlow(out JournalLoad load)
    {
        load = journal?.Load ?? default;
        return load.Silence >= options.JournalWaitMax || load.Bytes >= options.JournalBytesMax;
    }

    private void Leave(long bytes)
    {
        lock (_lock)
        {
            _commands--;
            _bytes -= bytes;
        }
    }
}
