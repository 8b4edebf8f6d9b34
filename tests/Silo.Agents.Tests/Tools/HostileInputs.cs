using System.Globalization;
using System.Text.Json;

namespace Silo.Agents.Tests.Tools;

/// <summary>Draws tool inputs that no honest model would write, beside some that one would.</summary>
internal sealed class HostileInputs(Random random)
{
    private static readonly string[] OtherFields = ["path", "cwd", "__proto__", "", "Path"];

    private static readonly string[] Paths =
        ["f", "d/f", "d", ".", "..", "../canary/f", "../../canary/f", "/etc/passwd", "out/f", "out", "up/f", "fifo", "binary", "latin1", "long", "loop", "d/../../canary/f", "./f", "d//f", "~", "new/a/b",
         "CON", "f/", "f\0", "a\nb", "\u202etxt.f", "é", "\u0065\u0301", "/proc/self/fd/0", "../staging/x", ".silo/results/1.txt", "f\u2028", "-rf"];

    private static readonly string[] Patterns =
        ["a", "", "(", "[", "(a+)+$", "(a|a)*b", "((a*)*)*$", "(.*)(.*)(.*)x", "(a{1000}){1000}", @"\w{500}\d{500}", @"(\w+\s?)+z", "(?=a)", @"(a)\1", "(?i)A", @"\p{L}+", "[^", "a{,}", "$^", "(?:", ".{1,900}x",
         @"(x+x+)+y", @"([a-zA-Z]+)*[0-9]", @"\x", "(?<n>a)", "😀", "**", "{a", "{a,{b}}", "*.cs", "**/**/**/**", "?", "[a]*"];

    private static readonly string[] Texts =
        ["", "a", "x", "\r\n", "\0", "\u0001\u001b[2J", "\ufeff", "\ufffe", "ﷺ", "👩‍👩‍👧‍👦", "\u202e", "a\u0300\u0300\u0300", "{{7*7}}", "$(id)", "`id`", "'; rm -rf /", "%n%s", "\\", "\""];

    /// <summary>An input for a tool, by its schema: mostly with the fields that it needs, mostly of the kind that they take. Else nearly every call would end at the first check.</summary>
    internal string Next(JsonElement schema)
    {
        if (random.Next(20) == 0) return Value(4);
        var names = schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToArray();
        var needed = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!).ToArray() : [];
        List<string> fields = [.. needed.Where(_ => random.Next(15) > 0), .. names.Except(needed).Where(_ => random.Next(3) == 0)];
        if (random.Next(15) == 0) fields.Add(random.Next(3) == 0 ? Text() : OtherFields[random.Next(OtherFields.Length)]);
        return "{" + string.Join(',', fields.Select(f => $"{JsonSerializer.Serialize(f)}:{Fitting(f)}")) + "}";
    }

    private string Fitting(string field) => random.Next(12) == 0 ? Value(4) : field switch
    {
        "path" => JsonSerializer.Serialize(Paths[random.Next(Paths.Length)]),
        "pattern" or "glob" => JsonSerializer.Serialize(Patterns[random.Next(Patterns.Length)]),
        "replace_all" or "ignore_case" or "recursive" => random.Next(2) == 0 ? "true" : "false",
        "limit" or "offset" or "byte_offset" or "timeout_ms" => Number(),
        _ => JsonSerializer.Serialize(Text()),
    };

    private string Value(int depth) => random.Next(9) switch
    {
        0 => "null",
        1 => "true",
        2 => Number(),
        3 when depth > 0 => $"[{Value(depth - 1)},{Value(depth - 1)}]",
        4 when depth > 0 => $"{{\"path\":{Value(depth - 1)}}}",
        5 when depth > 3 => new string('[', 31) + new string(']', 31),
        6 => """ "\ud800" """,
        7 => JsonSerializer.Serialize(Paths[random.Next(Paths.Length)]),
        _ => JsonSerializer.Serialize(Text()),
    };

    private string Number() => random.Next(8) switch
    {
        0 => "0",
        1 => "-1",
        2 => "1e999",
        3 => "1.5",
        4 => "2147483648",
        5 => "99999999999999999999999999",
        _ => random.Next(1, 50).ToString(CultureInfo.InvariantCulture),
    };

    private string Text() => random.Next(12) switch
    {
        0 => new string('a', random.Next(2_000)),
        1 when random.Next(6) == 0 => new string('a', random.Next(1_200_000)),
        2 => string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => char.ConvertFromUtf32(random.Next(2) == 0 ? random.Next(0xD800) : random.Next(0xE000, 0x110000)))),
        _ => Texts[random.Next(Texts.Length)],
    };
}
