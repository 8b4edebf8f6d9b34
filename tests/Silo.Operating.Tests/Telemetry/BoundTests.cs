using Silo.Edge.Telemetry;
using Silo.Runtime.Telemetry;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>What strangers may put into traces and metrics.</summary>
public sealed class BoundTests
{
    private const string Good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Good, "a=b", Good, "a=b")]
    [InlineData(Good, null, Good, null)]
    [InlineData(Good, "", Good, null)]
    [InlineData(Good, "a=\u0001", Good, null)]
    [InlineData(Good + "-more", "a=b", null, null)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", null, null, null)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", null, null, null)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", null, null, null)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null, null, null)]
    [InlineData("xx", "a=b", null, null)]
    [InlineData(null, "a=b", null, null)]
    public void Trace_OfARequest_IsTakenOnlyWhereItIsWellFormed(string? parent, string? state, string? takenParent, string? takenState)
    {
        Assert.Equal((takenParent, takenState), Extract(name => name == "traceparent" ? [parent] : [state]));
    }

    [Fact]
    public void Trace_ThatIsLongOrComesTwice_IsPassedOver()
    {
        Assert.Equal((Good, null), Extract(name => name == "traceparent" ? [Good] : [new string('x', BoundedPropagator.StateCharsMax + 1)]));
        Assert.Equal((Good, new string('x', BoundedPropagator.StateCharsMax)), Extract(name => name == "traceparent" ? [Good] : [new string('x', BoundedPropagator.StateCharsMax)]));
        Assert.Equal((null, null), Extract(_ => [Good, Good]));
        Assert.Null(new BoundedPropagator().ExtractBaggage(carrier: null, (object? _, string _, out string? value, out IEnumerable<string>? values) => (value, values) = ("a=b", null)));
    }

    [Fact]
    public void Names_BeyondTheBound_CountAsOne()
    {
        var names = new BoundedNames();
        for (var i = 0; i < BoundedNames.NamesMax; i++) Assert.Equal($"n{i}", names.Of($"n{i}"));
        Assert.Equal(BoundedNames.Other, names.Of("one more"));
        Assert.Equal("n7", names.Of("n7"));
        Assert.Equal(BoundedNames.Other, new BoundedNames().Of(new string('x', BoundedNames.NameCharsMax + 1)));
    }

    private static (string? Parent, string? State) Extract(Func<string, string?[]> headers)
    {
        new BoundedPropagator().ExtractTraceIdAndState(
            carrier: null,
            (object? _, string name, out string? value, out IEnumerable<string>? values) =>
            {
                var all = headers(name);
                value = all.Length == 1 ? all[0] : null;
                values = all.Length == 1 ? null : all.OfType<string>();
            },
            out var parent,
            out var state);
        return (parent, state);
    }
}
