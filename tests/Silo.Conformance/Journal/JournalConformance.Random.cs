using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    private const int SeedsUsually = 8;
    private const int SeedsInFull = 300;
    private const int ActsPerSeed = 120;

    [Fact]
    public async Task Random_Acts_AnswerAndReadAsTheModelDoes()
    {
        var seeds = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1" ? SeedsInFull : SeedsUsually;
        for (var seed = 1; seed <= seeds; seed++)
        {
            try
            {
                await RunRandomAsync(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"With seed {seed}: {e.Message}", e);
            }
        }
    }

    private async Task RunRandomAsync(int seed)
    {
        var random = new Random(seed);
        var model = new JournalModel(Journal, Time);
        TenantId[] tenants = [TenantId.Parse($"one-{seed}"), TenantId.Parse($"two-{seed}")];
        for (var act = 0; act < ActsPerSeed; act++)
        {
            var known = model.Known.Count == 0 ? default : model.Known.ElementAt(random.Next(model.Known.Count));
            switch (model.Known.Count == 0 ? 0 : random.Next(20))
            {
                case 0:
                    await model.CreateAsync(NewKey(tenants[random.Next(2)]), Chance(random, 2) ? SomeKey(random) : null);
                    break;
                case < 4:
                    await model.FenceAsync(known, new Owner($"node-{random.Next(3)}", $"start-{act}"));
                    break;
                case < 17:
                    var ticket = NewTicket(new TestSession(Journal, known), (TurnState)random.Next(3));
                    await model.AppendAsync(
                        known,
                        epochOff: Chance(random, 6) ? random.Next(-1, 2) : 0,
                        headOff: Chance(random, 6) ? random.Next(-1, 2) : 0,
                        events: random.Next(1, 5),
                        Chance(random, 3) ? ticket : null,
                        Chance(random, 4) ? SomeKey(random) : null,
                        Chance(random, 3) ? new SessionSummary((SessionStatus)random.Next(3), TestIds.Epoch) : null);
                    break;
                case 17:
                    await model.DeleteAsync(known, random.Next(-1, 2));
                    break;
                case 18:
                    Time.Advance(TimeSpan.FromHours(random.Next(20)));
                    break;
                default:
                    await model.CompareAsync();
                    break;
            }
        }

        await model.CompareAsync();
    }

    private static bool Chance(Random random, int oneIn) => random.Next(oneIn) == 0;

    /// <summary>One of few, so that keys meet again.</summary>
    private IdempotencyKey SomeKey(Random random) => NewIdempotencyKey($"key-{random.Next(6)}", $"ses_{random.Next(1000)}");
}
