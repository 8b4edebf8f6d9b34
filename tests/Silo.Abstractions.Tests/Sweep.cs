using FsCheck;
using FsCheck.Fluent;

namespace Silo.Abstractions.Tests;

/// <summary>Runs properties over the same cases every time; more of them with SILO_TEST_FULL=1.</summary>
internal static class Sweep
{
    internal static bool Full { get; } = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";

    internal static void Over<T>(Arbitrary<T> cases, Action<T> holds, int count = 300)
    {
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Full ? count * 100 : count).WithReplay(new Replay(new Rnd(20261120UL, 8601UL), size: null));
        Check.One(config, Prop.ForAll(cases, holds));
    }
}
