using Xunit;

namespace Silo.Architecture.Tests.Purity;

/// <summary>The actor's decisions are pure: state and message in, commit and effects out; no I/O, clock, chance, task or journal.</summary>
public sealed class PurityTests
{
    private const string Decisions = "Silo.Runtime.Sessions.Decisions.";
    private const string Planted = "Silo.Architecture.Tests.Purity.PlantedViolations+";

    public static TheoryData<string> Violations =>
        [.. typeof(PlantedViolations).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Select(t => t.Name).Where(n => n != nameof(PlantedViolations.IsPure))];

    [Fact]
    public void Decisions_OfTheSessionActor_MentionDataOnly()
    {
        var types = Mentions.Of(Path.Combine(AppContext.BaseDirectory, "Silo.Runtime.dll"), Decisions);

        Expect.None(types.SelectMany(t => PurityRule.Violations(Decisions, t.Value).Select(v => $"{t.Key} mentions {v}")));
        Assert.NotEmpty(types);
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public void Rule_APlantedViolation_IsFound(string name) => Assert.NotEmpty(InPlanted(name));

    [Fact]
    public void Rule_APureFunction_IsLeftAlone() => Expect.None(InPlanted(nameof(PlantedViolations.IsPure)));

    private static List<string> InPlanted(string name)
    {
        var types = Mentions.Of(typeof(PlantedViolations).Assembly.Location, Planted + name);
        Assert.NotEmpty(types);
        return [.. types.SelectMany(t => PurityRule.Violations(Planted, t.Value))];
    }
}
