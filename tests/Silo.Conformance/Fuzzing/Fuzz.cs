using System.Globalization;

namespace Silo.Conformance.Fuzzing;

/// <summary>Runs a body over a fixed budget of seeds: the same ones every time, more of them with <c>SILO_TEST_FULL=1</c>.</summary>
public static class Fuzz
{
    /// <summary>Runs one seed alone: the one that a failure names.</summary>
    public const string SeedVariable = "SILO_FUZZ_SEED";

    // A hang is a failure too. Far longer than any seed takes, so that a busy machine is none.
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(120);

    /// <summary>Runs the body once for each seed.</summary>
    /// <param name="seeds">How many in the ordinary suite.</param>
    /// <param name="seedsInFull">How many in the full one.</param>
    /// <param name="body">Draws everything from what it is given.</param>
    /// <exception cref="InvalidOperationException">It failed or hung; names the seed.</exception>
    public static async Task RunAsync(int seeds, int seedsInFull, Func<Random, Task> body)
    {
        foreach (var seed in Seeds(Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1" ? seedsInFull : seeds))
        {
            try
            {
                await Task.Run(() => body(new Random(seed))).WaitAsync(Watchdog);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"Seed {seed} failed. Run it alone with {SeedVariable}={seed}.\n{e.Message}"), e);
            }
        }
    }

    private static IEnumerable<int> Seeds(int count) =>
        Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } one ? [int.Parse(one, CultureInfo.InvariantCulture)] : Enumerable.Range(1, count);
}
