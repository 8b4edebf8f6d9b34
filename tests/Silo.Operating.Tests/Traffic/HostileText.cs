using System.Text;

namespace Silo.Operating.Tests.Traffic;

/// <summary>Texts that are not what was asked for. Every character is one byte.</summary>
internal static class HostileText
{
    /// <summary>Parts of a path.</summary>
    public static string Segment(Random random) => Pick(
        random,
        "..", ".", "%2e%2e", "%2E%2E%2f..", "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%ff%fe", "%c0%ae%c0%ae", "%zz", "%", "%2", "%252e%252e", "*", "{id}", "null", "-1", "0", "SES_01KDY2V7C80000000000000001",
        "ses_01kdy2v7c80000000000000001", "ses_", "ses_" + new string('z', 26), "trn_01kdy2v7c80000000000000003", new string('a', 300), new string('a', 7000), "a;b=c", "a%0d%0aX-Injected:%201", "%20", "+", "%e2%80%ae", "é", "\u00ff\u00fe",
        "%F0%9F%8C%8D", "~root", "con", "a\\b", "%5c..%5c", "x/y/z/../../../../../q", "//", "a//b", "'\"<script>", "$(id)", "b/c.txt/", "b%2fc.txt", "./b/c.txt");

    /// <summary>Values of a query parameter, not escaped.</summary>
    public static string Query(Random random) => Pick(
        random,
        string.Empty, "0", "-1", "1", "200", "201", "99999999999999999999", "1e3", "NaN", "Infinity", "0x10", "1.0", "%31", "true", "TRUE", "yes", "running", "a:b", ":", "%00", "%ff", "%", "%zz", "+", "null",
        "ses_01kdy2v7c80000000000000001", "AXNlc18", "////", "====", new string('A', 4000), "2026-01-02T03:04:05Z", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "%F0%9F%8C%8D", "'--", "a&limit=1", "a=b=c", "é");

    /// <summary>Values of a header.</summary>
    public static string Header(Random random) => Pick(
        random,
        string.Empty, " ", "*", "\"\"", "W/\"x\"", "\"x", "x, y", ",,,,", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-2", "bytes=0-99999999999999999999", "bytes=0-0,2-3,5-", "bytes=" + string.Join(',', Enumerable.Repeat("0-", 200)),
        "lines=1-2", "bytes=a-b", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 9999 99:99:99 GMT", "wait=0", "wait=1", "wait=-1", "wait=99999999999999999999", "wait=\"", "respond-async, wait=0", "text/event-stream", "text/event-stream;q=0",
        "text/event-stream;q=abc", "*/*;q=0", ";;;", "application/json; charset=utf-16", "application/json; charset=\"\"", "multipart/form-data; boundary=x", "gzip", "identity", "gzip, br, deflate", "é", "\u0080\u00ff", new string('x', 3000),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00000000000000000000000000000000-0000000000000000-01", "ff-x-y-z", "../..", "a\tb", "null", "chunked", "100-continue", "close", "upgrade", "websocket", "h2c", "https://evil.example", "AXNlc18");

    /// <summary>Values of a JSON member, as they stand in the text.</summary>
    public static string Json(Random random) => Pick(
        random,
        "null", "true", "0", "-0", "-1", "1.5", "1e999", "-1e999", "1e-999", "99999999999999999999999999", "NaN", "Infinity", "0x1", "01", "\"\"", "\" \"", "[]", "{}", "[null]", "[{}]", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\u001b[31m\"", "\"a\\r\\nb\"", "'x'", "undefined", "\"unclosed", "\"" + new string('x', 5000) + "\"", "\"" + new string('x', 40_000) + "\"", Deep(20), Deep(60), Deep(8000), "[" + string.Join(',', Enumerable.Repeat("1", 5000)) + "]",
        "{\"type\":\"text\",\"text\":\"x\"}", "[{\"type\":\"image\"}]", "[{\"type\":\"text\",\"text\":null}]", "\"\u00ff\u00fe\u00fd\"", "\"\u00c3\u0028\"", "\"\u00ed\u00a0\u0080\"", "\"\u00f4\u0090\u0080\u0080\"", "/* c */ 1", "1,", "\"queue\"", "\"interject\"",
        "{\"a\":\"b\",\"a\":\"c\"}", "{\"\":\"\"}", "{\"k\":1}", "{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"k{i}\":\"v\"")) + "}", "9223372036854775807", "9223372036854775808", "\"operator\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"");

    /// <summary>Any bytes.</summary>
    public static string Bytes(Random random, int max)
    {
        var bytes = new byte[random.Next(max)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    public static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    private static string Deep(int depth) => new string('[', depth) + new string(']', depth);
}
