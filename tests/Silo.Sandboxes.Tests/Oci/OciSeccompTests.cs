using System.Buffers;
using System.Text.Json;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.Seccomp;
using Xunit;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>The bundle's filter against the policy that it is written from.</summary>
public sealed class OciSeccompTests
{
    private const int CallsPerRule = 20_000;

    [Fact]
    public void Filter_OfCallsWithoutRules_NamesEachOnce()
    {
        var ruled = SeccompPolicy.Rules.SelectMany(r => r.All).ToHashSet();
        Assert.Equal(
            SeccompPolicy.Allowed.SelectMany(f => f.All).Where(call => !ruled.Contains(call)).Order(StringComparer.Ordinal),
            Entries().Where(e => e.Action == "SCMP_ACT_ALLOW" && e.Conditions.Count == 0).SelectMany(e => e.Names).Order(StringComparer.Ordinal));
        Assert.Equal(
            SeccompPolicy.Refused.SelectMany(f => f.All).Order(StringComparer.Ordinal),
            Entries().Where(e => e.Action == "SCMP_ACT_ERRNO" && e.Conditions.Count == 0).SelectMany(e => e.Names).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Filter_OfCallsWithRules_AllowsExactlyWhatNoRuleRefuses()
    {
        var entries = Entries();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        foreach (var call in SeccompPolicy.Rules.SelectMany(r => r.All).Distinct())
        {
            var rules = SeccompPolicy.Rules.Where(r => r.All.Contains(call)).ToList();
            var own = entries.Where(e => e.Names.Contains(call)).ToList();
            var values = rules.SelectMany(r => r.Cases).SelectMany(c => c).SelectMany(c => new[] { c.Value, c.Mask }).ToList();
            for (var i = 0; i < CallsPerRule; i++)
            {
                var arguments = Enumerable.Range(0, 6).Select(_ => Pick(random, values)).ToArray();
                var error = rules.Find(r => r.Cases.Any(c => c.All(condition => Holds(condition, arguments))))?.Error;
                var matching = own.Where(e => e.Conditions.All(c => c(arguments))).ToList();
                var what = $"{call}({string.Join(", ", arguments.Select(a => $"{a:x}"))}), seed {seed}";
                Assert.True(matching.Count > 0, $"{what} is neither allowed nor refused.");
                Assert.All(matching, e => Assert.Equal((error is null, what), (e.Action == "SCMP_ACT_ALLOW", what)));
                if (error is { } number) Assert.Contains(matching, e => e.Error == (int)number);
            }
        }
    }

    [Fact]
    public void Filter_Otherwise_SaysThatThereIsNoSuchCall()
    {
        using var document = JsonDocument.Parse(Filter());
        Assert.Equal("SCMP_ACT_ERRNO", document.RootElement.GetProperty("defaultAction").GetString());
        Assert.Equal(38, document.RootElement.GetProperty("defaultErrnoRet").GetInt32());
    }

    private static ulong Pick(Random random, List<ulong> values)
    {
        var value = random.Next(4) == 0 ? (ulong)random.NextInt64(long.MinValue, long.MaxValue) : values[random.Next(values.Count)];
        return random.Next(4) switch
        {
            0 => value ^ (1UL << random.Next(64)),
            1 => value + (ulong)random.Next(3) - 1,
            2 => value | values[random.Next(values.Count)],
            _ => value,
        };
    }

    private static bool Holds(SeccompCondition condition, ulong[] arguments) => condition.Comparison switch
    {
        SeccompComparison.MaskedEqual => (arguments[condition.Argument] & condition.Mask) == condition.Value,
        SeccompComparison.NotEqual => arguments[condition.Argument] != condition.Value,
        _ => arguments[condition.Argument] > condition.Value,
    };

    private static ReadOnlyMemory<byte> Filter()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) OciSeccomp.Write(json);
        return buffer.WrittenMemory;
    }

    private static List<Entry> Entries()
    {
        using var document = JsonDocument.Parse(Filter());
        return [.. document.RootElement.GetProperty("syscalls").EnumerateArray().Select(e => new Entry(
            [.. e.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)],
            e.GetProperty("action").GetString()!,
            e.TryGetProperty("errnoRet", out var error) ? error.GetInt32() : null,
            [.. e.GetProperty("args").EnumerateArray().Select(Condition)]))];
    }

    // As the OCI runtime specification has them: of SCMP_CMP_MASKED_EQ, the first value is the mask.
    private static Func<ulong[], bool> Condition(JsonElement argument)
    {
        var index = argument.GetProperty("index").GetInt32();
        var (first, second) = (argument.GetProperty("value").GetUInt64(), argument.GetProperty("valueTwo").GetUInt64());
        return argument.GetProperty("op").GetString() switch
        {
            "SCMP_CMP_MASKED_EQ" => arguments => (arguments[index] & first) == second,
            "SCMP_CMP_NE" => arguments => arguments[index] != first,
            "SCMP_CMP_GT" => arguments => arguments[index] > first,
            var other => throw new InvalidOperationException($"The operation {other} is not known."),
        };
    }

    private sealed record Entry(IReadOnlyList<string> Names, string Action, int? Error, IReadOnlyList<Func<ulong[], bool>> Conditions);
}
