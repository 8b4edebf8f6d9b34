using Silo.Abstractions.Diagnostics;
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

    private sealed class Check(string name, Func<IReadOnlyList<DoctorResult>>? run = null, bool hangs = false) : IDoctorCheck
    {
        public string Name => name;

        public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken) =>
            hangs ? new TaskCompletionSource<IReadOnlyList<DoctorResult>>().Task : Task.FromResult(run!());
    }
}
