using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Http.Doctor;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_SeveralChecks_GivesTheWorstAndAllByName()
    {
        await using var server = await EdgeServer.StartAsync(doctor:
        [
            new Check("b", () => [new DoctorResult("b", DoctorStatus.Degraded, "Weak.", "Strengthen it."), new DoctorResult("a", DoctorStatus.Ok, "Well.")]),
            new Check("c", () => [new DoctorResult("c", DoctorStatus.Ok, "Well.")]),
        ]);
        var answer = await server.GetAsync("/v1/doctor");
        Assert.Equal(200, answer.Status);
        Assert.Equal(
            """{"status":"degraded","checks":[{"name":"a","status":"ok","detail":"Well.","mend":null},{"name":"b","status":"degraded","detail":"Weak.","mend":"Strengthen it."},{"name":"c","status":"ok","detail":"Well.","mend":null}]}""",
            answer.Text);
    }

    [Fact]
    public async Task Doctor_CheckThatThrows_HasFailedAndKeepsItsSecret()
    {
        await using var server = await EdgeServer.StartAsync(doctor: [new Check("journal", () => throw new InvalidOperationException("a secret"))]);
        var answer = await server.GetAsync("/v1/doctor");
        Assert.Equal(200, answer.Status);
        Assert.Contains("""{"name":"journal","status":"failed",""", answer.Text);
        Assert.DoesNotContain("secret", answer.Text);
    }

    [Fact]
    public async Task Doctor_CheckThatHangs_HasFailedAfter10Seconds()
    {
        await using var server = await EdgeServer.StartAsync(doctor: [new Check("slow", hangs: true), new Check("fast", () => [new DoctorResult("fast", DoctorStatus.Ok, "Well.")])]);
        var pending = server.GetAsync("/v1/doctor");
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(10));
        server.Time.Advance(TimeSpan.FromSeconds(10));
        var answer = await pending;
        Assert.Contains("""{"name":"slow","status":"failed",""", answer.Text);
        Assert.Contains("""{"name":"fast","status":"ok",""", answer.Text);
    }

    [Fact]
    public async Task Doctor_AskedByMany_LooksOnceForAllAndAnewForTheNext()
    {
        var (time, check) = (new ManualTime(), new Check("slow", hangs: true));
        var doctor = new DoctorRun([check], time, NullLogger<DoctorRun>.Instance);
        using var gone = new CancellationTokenSource();
        var leaving = doctor.RunAsync(gone.Token);
        var asking = Enumerable.Range(0, 20).Select(_ => doctor.RunAsync(CancellationToken.None)).ToList();
        await time.ArmedAsync(TimeSpan.FromSeconds(10));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        time.Advance(TimeSpan.FromSeconds(10));
        foreach (var results in await Task.WhenAll(asking)) Assert.Equal(DoctorStatus.Failed, Assert.Single(results).Status);
        Assert.Equal(1, check.Runs);

        var anew = doctor.RunAsync(CancellationToken.None);
        await time.ArmedAsync(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));
        await anew;
        Assert.Equal(2, check.Runs);
    }

    private sealed class Check(string name, Func<IReadOnlyList<DoctorResult>>? run = null, bool hangs = false) : IDoctorCheck
    {
        private int _runs;

        public int Runs => _runs;

        public string Name => name;

        public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            return hangs ? new TaskCompletionSource<IReadOnlyList<DoctorResult>>().Task : Task.FromResult(run!());
        }
    }
}
