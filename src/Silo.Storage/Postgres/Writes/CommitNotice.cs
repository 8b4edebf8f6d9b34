using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Postgres.Writes;

/// <summary>What one notification says: who sends it, and where sessions stand.</summary>
/// <remarks>
/// <c>SENDER TENANT/SESSION/EPOCH/HEAD …</c>, at most 7,900 bytes (the server takes fewer than 8,000). Whoever may connect to the
/// database may send one, so what cannot be read is passed over; a hint proves nothing.
/// </remarks>
internal static class CommitNotice
{
    private const int BytesMax = 7900;

    /// <summary>Puts heads into as few payloads as they need.</summary>
    internal static IEnumerable<string> Write(string sender, IEnumerable<SessionHead> heads)
    {
        var payload = sender;
        foreach (var head in heads)
        {
            var entry = string.Create(CultureInfo.InvariantCulture, $" {head.Key.Tenant.Value}/{head.Key.Session.Value}/{head.Epoch}/{head.Head}");
            if (payload.Length + entry.Length > BytesMax)
            {
                yield return payload;
                payload = sender;
            }

            payload += entry;
        }

        if (payload.Length > sender.Length) yield return payload;
    }

    /// <summary>Reads a payload of somebody else; nothing from our own or from one that is none.</summary>
    internal static IEnumerable<SessionHead> Read(string payload, string self)
    {
        var words = payload.Split(' ');
        if (words[0] == self) yield break;
        foreach (var word in words.Skip(1))
        {
            if (word.Split('/') is [var tenant, var session, var epoch, var head]
                && TenantId.TryParse(tenant, CultureInfo.InvariantCulture, out var t) && SessionId.TryParse(session, CultureInfo.InvariantCulture, out var s)
                && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
                && long.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var h))
                yield return new SessionHead(new SessionKey(t, s), e, h);
        }
    }
}
