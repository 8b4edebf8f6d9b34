using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;

namespace Silo.Architecture.Tests.Purity;

/// <summary>One way to be impure each, and one that is pure: the rule must tell them apart.</summary>
internal static class PlantedViolations
{
    internal static class ReadsTheClock
    {
        internal static DateTimeOffset Now() => DateTimeOffset.UtcNow;
    }

    internal static class TakesAClock
    {
        internal static DateTimeOffset Now(TimeProvider clock) => clock.GetUtcNow();
    }

    internal static class MeasuresTime
    {
        internal static long Now() => Stopwatch.GetTimestamp();
    }

    internal static class ReadsAFile
    {
        internal static int Count() => File.ReadAllLines("/dev/null").Length;
    }

    internal static class CallsTheNetwork
    {
        internal static object New() => new HttpClient();
    }

    internal static class Waits
    {
        internal static Task After(int milliseconds) => Task.Delay(milliseconds);
    }

    internal static class IsAsync
    {
        internal static async ValueTask<int> Later() => await new ValueTask<int>(1);
    }

    internal static class MakesIds
    {
        internal static string New() => Guid.NewGuid().ToString();
    }

    internal static class TakesChances
    {
        internal static int Roll() => Random.Shared.Next(6);
    }

    internal static class TakesTheJournal
    {
        internal static bool Has(IJournal? journal) => journal is not null;
    }

    internal static class HidesItInALambda
    {
        internal static Func<string?> Later() => () => Environment.GetEnvironmentVariable("HOME");
    }

    internal static class HidesItInAGeneric
    {
        internal static int Count() => new List<TimeProvider>().Count;
    }

    internal static class HidesItInAHandler
    {
        internal static int Try(Func<int> f)
        {
            try
            {
                return f();
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    internal static class StartsAThread
    {
        internal static void Start(Action work) => new Thread(() => work()).Start();
    }

    internal static class Locks
    {
        internal static int Add(object gate, int a)
        {
            lock (gate) return a + 1;
        }
    }

    internal static class IsPure
    {
        internal static (ImmutableArray<string>, DateTimeOffset, string) Decide(SessionEvent e, TimeSpan wait, JsonElement? input) =>
            ([.. EventKinds.All.Where(k => k != e.Data.Kind).Order(StringComparer.Ordinal)], e.Time + wait, $"{e.Key}: {input} {Math.Min(1, e.Step)}");
    }
}
