using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Host.Tests.Archives;

/// <summary>An export as text, to be compared, and to be forged with digests that fit.</summary>
internal static class ExportText
{
    /// <summary>What must be the same wherever the sessions lie: all but when it was made, the fence and who holds it, and so the digests.</summary>
    public static IReadOnlyList<string> Comparable(string text) => [.. Lines(text).Select(line =>
    {
        (line["session"] as JsonObject)?.Remove("epoch");
        (line["session"] as JsonObject)?.Remove("node");
        (line["header"] as JsonObject)?.Remove("made_at");
        (line["end"] as JsonObject)?.Remove("sha256");
        (line["trailer"] as JsonObject)?.Remove("sha256");
        return line.ToJsonString();
    })];

    public static List<JsonObject> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>Puts lines together again, with digests and counts that fit them and checksums that fit the events.</summary>
    public static string Forge(IEnumerable<JsonObject> lines)
    {
        var text = new StringBuilder();
        var (session, all, ended, seed) = (new StringBuilder(), new StringBuilder(), 0, 0u);
        var counts = new Dictionary<string, int>();
        foreach (var line in lines)
        {
            if (line["session"] is { } begun)
            {
                session.Clear();
                counts.Clear();
                seed = EventChecksum.Seed(new SessionKey(TenantId.Parse((string)begun["tenant"]!), SessionId.Parse((string)begun["id"]!)));
            }

            if (line["event"] is { } e)
                e["checksum"] = EventChecksum.Compute(seed, (long)e["sequence"]!, (string)e["kind"]!, Convert.FromBase64String((string)e["utf8"]!));
            if (line["end"] is { } end)
            {
                var digest = Digest(session.ToString());
                end["sha256"] = digest;
                end["counts"] = new JsonObject(new[] { "event", "ticket", "approval", "key", "blob" }.Select(k => KeyValuePair.Create<string, JsonNode?>(k + "s", counts.GetValueOrDefault(k))));
                all.Append(digest);
                ended++;
            }

            if (line["trailer"] is { } trailer)
            {
                trailer["sessions"] = ended;
                trailer["sha256"] = Digest(all.ToString());
            }

            var written = line.ToJsonString() + "\n";
            session.Append(written);
            text.Append(written);
            var kind = line.Single().Key;
            if (kind != "blob" || (long)line["blob"]!["offset"]! == 0) counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return text.ToString();
    }

    public static JsonNode Decoded(JsonNode e) => JsonNode.Parse(Convert.FromBase64String((string)e["utf8"]!))!;

    public static void Encode(JsonNode e, JsonNode decoded) => e["utf8"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(decoded));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
