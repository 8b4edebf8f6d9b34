using System.IO.Compression;
using System.Text;

namespace Silo.Operating.Tests.Traffic;

/// <summary>What makes a request hostile that was a good one.</summary>
internal sealed class Mutations(FuzzWorld world, Random random)
{
    private static readonly string[] HeaderNames =
    [
        "Accept", "Accept-Encoding", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Prefer", "Last-Event-ID", "Idempotency-Key", "Content-Type", "Content-Encoding",
        "Content-Range", "Expect", "Origin", "Access-Control-Request-Method", "Cookie", "traceparent", "tracestate", "baggage", "X-Forwarded-For", "X-Forwarded-Host", "X-HTTP-Method-Override", "Forwarded", "Te", "Trailer", "Referer",
        "User-Agent", "Sec-WebSocket-Version", "Date", "Via", "Max-Forwards", "Authorization",
    ];

    /// <summary>Makes one part of it hostile.</summary>
    public void Mutate(RawRequest request)
    {
        switch (random.Next(12))
        {
            case 0: Method(request); break;
            case 1: Version(request); break;
            case 2 or 3: Id(request); break;
            case 4: Target(request); break;
            case 5: Query(request); break;
            case 6 or 7: Header(request); break;
            case 8: Head(request); break;
            default: Body(request); break;
        }
    }

    private void Method(RawRequest request)
    {
        request.Method = HostileText.Pick(random, "HEAD", "OPTIONS", "TRACE", "PATCH", "PUT", "POST", "DELETE", "GET", "get", "CONNECT", "PROPFIND", "G%45T", "A" + new string('B', 200), "G\0T", "GE T", "G\u00e9T", "(GET)");
        request.IsBroken |= !request.Method.All(char.IsAsciiLetter) || request.Method is "CONNECT" || request.Method.Length > 30;
    }

    private void Version(RawRequest request)
    {
        request.Version = HostileText.Pick(random, "HTTP/1.0", "HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "HTTP/1.1\t", "HTTPS/1.1", "HTTP/1", "\0", "HTTP/1.1.1");
        request.IsBroken |= request.Version is not "HTTP/1.0";
    }

    private void Id(RawRequest request)
    {
        var own = FuzzWorld.IdFor(request.Operation, world.Own);
        var (foreign, other) = (FuzzWorld.IdFor(request.Operation, world.Other), random.Next(3));
        if (!request.Target.Contains(own, StringComparison.Ordinal)) return;
        if (request.Operation.Template == "/v1/sessions/{id}" && random.Next(2) == 0) foreign = world.Other.Session;
        request.IsForeign |= other == 0;
        request.Target = request.Target.Replace(own, other == 0 ? foreign : other == 1 ? HostileText.Segment(random) : own + HostileText.Segment(random), StringComparison.Ordinal);
    }

    private void Target(RawRequest request)
    {
        var path = request.Target;
        request.Target = random.Next(11) switch
        {
            0 => "http://evil.example" + path,
            1 => $"http://{world.Address.Authority}{path}",
            2 => "*",
            3 => "//" + path,
            4 => path + "/",
            5 => path.ToUpperInvariant(),
            6 => path + "#fragment",
            7 => path.Replace("/v1/", "/v1/./", StringComparison.Ordinal),
            8 => path.Replace("b/c.txt", HostileText.Segment(random), StringComparison.Ordinal),
            9 => "/" + HostileText.Segment(random) + path,
            _ => new string('/', random.Next(1, 9000)),
        };
        request.IsBroken |= !request.Target.StartsWith('/') || request.Target.Length > 8000;
    }

    private void Query(RawRequest request)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var known = request.Operation.Queries;
            var name = known.Count > 0 && random.Next(4) > 0 ? known[random.Next(known.Count)] : HostileText.Pick(random, "limit", "token", "x", string.Empty, "%00", "LIMIT", "limit%20", "a[b]");
            request.Target += (request.Target.Contains('?') ? '&' : '?') + name + (random.Next(8) == 0 ? string.Empty : "=" + HostileText.Query(random));
        }
    }

    private void Header(RawRequest request)
    {
        var documented = request.Operation.Headers;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var name = documented.Count > 0 && random.Next(2) == 0 ? documented[random.Next(documented.Count)] : HeaderNames[random.Next(HeaderNames.Length)];
            var value = HostileText.Header(random);
            if (random.Next(3) > 0) request.Set(name, value);
            else request.Headers.Add((name, value));
            request.HasNoKey |= name == "Authorization";
            // Controls and what is no ASCII: the server may refuse the whole head.
            request.IsBroken |= value.Any(c => c > '~' || (c < ' ' && c != '\t'));
        }
    }

    // Things that are wrong with the head as such: whatever the server makes of them, it answers, or closes.
    private void Head(RawRequest request)
    {
        request.IsBroken = true;
        switch (random.Next(14))
        {
            case 0: request.Lines.Add(" folded: line"); break;
            case 1: request.Lines.Add("no colon here"); break;
            case 2: request.Lines.Add("Bad Name: x"); break;
            case 3: request.Lines.Add("X-Null: a\0b"); break;
            case 4: request.Lines.Add(": empty"); break;
            case 5: request.Lines.AddRange(Enumerable.Range(0, 150).Select(i => $"X-Flood-{i}: y")); break;
            case 6: request.Lines.Add("X-Long: " + new string('x', 20_000)); break;
            case 7: request.Lines.Add("Host: other.example"); break;
            case 8: request.Headers.RemoveAll(header => header.Name == "Host"); break;
            case 9: request.Lines.Add("Content-Length: " + HostileText.Pick(random, "-1", "0x5", "5, 5", "99999999999999999999", "+5", "5 5", string.Empty)); request.IsCut = true; break;
            case 10: request.Lines.Add("Transfer-Encoding: " + HostileText.Pick(random, "gzip", "chunked, gzip", "identity", "xchunked", "chunked\u000b", "chunked")); request.IsCut = true; break;
            case 11: request.Lines.Add("Connection: Upgrade\r\nUpgrade: " + HostileText.Pick(random, "websocket", "h2c", "TLS/1.0", "x")); break;
            case 12: request.Set("Host", HostileText.Pick(random, string.Empty, "a b", "[::1", "x:99999", "é", "a/b", new string('h', 3000))); break;
            default: request.Lines.Add(HostileText.Bytes(random, 300).Replace('\n', ' ')); break;
        }
    }

    private void Body(RawRequest request)
    {
        if (request.Body is not { } body)
        {
            if (random.Next(2) == 0) request.Body = Encoding.Latin1.GetBytes(HostileText.Bytes(random, 200));
            return;
        }

        switch (random.Next(13))
        {
            case < 5: request.Body = Encoding.Latin1.GetBytes(Json(Encoding.Latin1.GetString(body))); break;
            case 5: request.Body = [0xef, 0xbb, 0xbf, .. body]; break;
            case 6: request.Body = Encoding.Unicode.GetBytes(Encoding.Latin1.GetString(body)); break;
            case 7: Compress(request, body); break;
            case 8: request.Body = body[..random.Next(body.Length)]; break;
            case 9: request.Body = Encoding.Latin1.GetBytes(HostileText.Bytes(random, 2000)); break;
            case 10: request.Body = [.. Enumerable.Repeat((byte)HostileText.Pick(random, " ", "[", "\"", "x")[0], random.Next(100_000))]; break;
            case 11: Length(request, body); break;
            default: Chunk(request, body); break;
        }
    }

    private string Json(string text)
    {
        if (random.Next(6) == 0) return HostileText.Json(random);
        var at = Enumerable.Range(0, text.Length).Where(i => text[i] == ':').ToList();
        if (at.Count == 0) return HostileText.Json(random);
        var colon = at[random.Next(at.Count)];
        var (open, end) = (text.LastIndexOf('"', Math.Max(colon - 2, 0)), colon + 1);
        // To the end of the member's value, roughly: what is left over is one more thing that is wrong.
        while (end < text.Length && text[end] is not (',' or '}')) end++;
        var name = open < 0 ? "\"x\"" : text[open..colon];
        return random.Next(5) switch
        {
            0 => text[..end] + "," + name + ":" + HostileText.Json(random) + text[end..],
            1 => text[..end] + ",\"unknown\":" + HostileText.Json(random) + text[end..],
            2 => text[..(colon + 1)] + text[end..],
            _ => text[..(colon + 1)] + HostileText.Json(random) + text[end..],
        };
    }

    private void Compress(RawRequest request, byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(random.Next(2) == 0 ? body : new byte[1 << 20]);
        request.Body = packed.ToArray();
        if (random.Next(3) > 0) request.Set("Content-Encoding", "gzip");
    }

    private void Length(RawRequest request, byte[] body)
    {
        request.ClaimedLength = random.Next(2) == 0 ? body.Length + random.Next(1, 5000) : random.Next(body.Length);
        request.IsCut = request.ClaimedLength > body.Length;
        // What is left behind a body that is too short is read as the next request.
        request.IsBroken = true;
    }

    private void Chunk(RawRequest request, byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        var good = $"{body.Length:x}\r\n{text}\r\n0\r\n\r\n";
        var kind = random.Next(10);
        (request.IsBroken, request.IsCut) = (request.IsBroken || kind > 2, request.IsCut || kind > 2);
        request.Chunks = Encoding.Latin1.GetBytes(kind switch
        {
            0 => good,
            1 => string.Concat(text.Select(c => $"1\r\n{c}\r\n")) + "0\r\n\r\n",
            2 => $"{body.Length:X};name=\"value\"\r\n{text}\r\n0\r\n\r\n",
            3 => $"{body.Length:x};{new string('x', 9000)}\r\n{text}\r\n0\r\n\r\n",
            4 => $"ffffffffffffffff\r\n{text}",
            5 => $"-1\r\n{text}\r\n0\r\n\r\n",
            6 => $"zz\r\n{text}",
            7 => $"{body.Length + 5:x}\r\n{text}\r\n0\r\n\r\n",
            8 => $"{body.Length:x}\n{text}\n0\n\n",
            _ => $"{body.Length:x}\r\n{text}\r\n0\r\nTrailer-Bad\0: x\r\n\r\n",
        });
    }
}
