using System.Security.Cryptography;
using System.Text;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Serving;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>This spawner's part of its user's subordinate ids, locked against the user's other hosts on this machine.</summary>
/// <param name="All">The ids that the user has.</param>
/// <param name="Own">Those of them that are this spawner's alone.</param>
/// <param name="Lock">Holds them.</param>
internal sealed record IdShare(UidRange All, UidRange Own, RangeLock Lock) : IDisposable
{
    /// <summary>Most ids of one host: as many as it may have sandboxes.</summary>
    public const int CountMax = 8192;

    /// <summary>The file that is locked, in the home of the user: nobody else may make it, and all hosts of the user find it.</summary>
    public const string LockName = ".silo-uids";

    /// <summary>Takes a share, the same as at the last start where it is free.</summary>
    /// <param name="all">The ids that the user has.</param>
    /// <param name="runDirectory">The host's, which no other host has.</param>
    /// <param name="accounts">What /etc/passwd says.</param>
    /// <exception cref="SandboxException">All are taken, or cannot be locked (<c>sandbox_unavailable</c>).</exception>
    public static IdShare Take(UidRange all, string runDirectory, string accounts)
    {
        var home = HostAccount.Find($"{LibC.geteuid()}", accounts)?.Home
            ?? throw Refused("the user has no home in /etc/passwd, in which its hosts could agree on who has which ids. Give it one.");
        try
        {
            CheckPrivate(home);
            var path = Path.Combine(home, LockName);
            foreach (var own in Order(all, runDirectory))
                if (RangeLock.TryTake(path, own.First, own.Count) is { } taken) return new IdShare(all, own, taken);
        }
        catch (IOException e)
        {
            throw Refused($"they cannot be divided among the user's hosts: {e.Message}");
        }

        throw Refused($"all {Order(all, runDirectory).Count} shares are taken by other hosts of the user. Stop one, or give the user more in /etc/subuid and /etc/subgid.");
    }

    /// <summary>Locks a share that no host has, for as long as no host may take it.</summary>
    /// <param name="home">The user's home.</param>
    /// <param name="share">One of <see cref="Order"/>.</param>
    /// <returns>Null when a host has it, and when no host can take one.</returns>
    public static RangeLock? TryLock(string home, UidRange share)
    {
        try
        {
            CheckPrivate(home);
            return RangeLock.TryTake(Path.Combine(home, LockName), share.First, share.Count);
        }
        catch (IOException)
        {
            // A host that asks for its share is told why.
            return null;
        }
    }

    /// <summary>The shares that a range is divided into, in the order in which a host tries them.</summary>
    internal static IReadOnlyList<UidRange> Order(UidRange all, string runDirectory)
    {
        var size = (uint)Math.Min(CountMax, all.Count);
        var count = (uint)all.Count / size;
        var begin = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(runDirectory))) % count;
        return [.. Enumerable.Range(0, (int)count).Select(i => all.First + (((begin + (uint)i) % count) * size)).Select(first => new UidRange(first, first + size - 1))];
    }

    public void Dispose() => Lock.Dispose();

    // Whoever can write there could take the lock's file away, and two hosts would each lock one of their own.
    private static void CheckPrivate(string home)
    {
        using var held = HeldDirectory.Open(home);
        var owner = FileOwner.Of(held);
        const int writableByOthers = 0b010_010;
        if (owner.Uid != LibC.geteuid() || (owner.Mode & writableByOthers) != 0) throw new IOException($"{home} is not the user's alone to write (chown, chmod go-w)");
    }

    private static SandboxException Refused(string reason) => new(Unavailable.Code, $"The subordinate ids of this host cannot be used: {reason}");
}
