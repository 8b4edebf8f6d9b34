using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Access;

public abstract partial class AccessStoreConformance
{
    [Fact]
    public async Task Entry_BegunAndEnded_ReadsBackAndTheFirstEndStands()
    {
        var (open, ended) = (NewEntry(), NewEntry() with { Target = null });
        await Audit.BeginAsync(open, default);
        await Audit.BeginAsync(ended, default);
        await Audit.BeginAsync(ended with { Caller = "another" }, default);
        await Audit.EndAsync([new AuditEnd(ended.Id, "done", "ses_new", TestIds.Epoch.AddSeconds(1))], default);
        await Audit.EndAsync([new AuditEnd(ended.Id, "failed", "ses_other", TestIds.Epoch.AddSeconds(2))], default);

        var (_, beside) = await OpenAsync();
        Assert.Equal(
            [ended with { Target = "ses_new", Outcome = "done", EndedAt = TestIds.Epoch.AddSeconds(1) }, open],
            await beside.ListAsync(new AuditQuery { Tenant = Mine }, default));
    }

    [Fact]
    public async Task Entries_Listed_AreFilteredAndComeInPages()
    {
        var entries = Enumerable.Range(0, 6).Select(i => NewEntry() with
        {
            At = TestIds.Epoch.AddMinutes(i),
            Caller = i % 2 == 0 ? "key_even" : "key_odd",
            Operation = i < 3 ? "session_create" : "turn_prompt",
            Target = i < 3 ? null : "ses_old",
        }).ToList();
        foreach (var entry in entries) await Audit.BeginAsync(entry, default);
        await Audit.BeginAsync(NewEntry() with { Tenant = Theirs }, default);
        await Audit.EndAsync([.. entries.Take(3).Select((entry, i) => new AuditEnd(entry.Id, "done", $"ses_{i}", TestIds.Epoch))], default);

        Assert.Equal([5, 4, 3, 2, 1, 0], await IndexesAsync(new AuditQuery { Tenant = Mine }));
        Assert.Equal([5, 4], await IndexesAsync(new AuditQuery { Tenant = Mine, Limit = 2 }));
        Assert.Equal([3, 2], await IndexesAsync(new AuditQuery { Tenant = Mine, Limit = 2, Before = entries[4].Id }));
        Assert.Equal([4, 2, 0], await IndexesAsync(new AuditQuery { Tenant = Mine, Caller = "key_even" }));
        Assert.Equal([5, 4, 3], await IndexesAsync(new AuditQuery { Tenant = Mine, Operation = "turn_prompt" }));
        Assert.Equal([5, 4, 3], await IndexesAsync(new AuditQuery { Tenant = Mine, Target = "ses_old" }));
        Assert.Equal([1], await IndexesAsync(new AuditQuery { Tenant = Mine, Target = "ses_1" }));
        Assert.Equal([3, 2], await IndexesAsync(new AuditQuery { Tenant = Mine, Since = TestIds.Epoch.AddMinutes(2), Until = TestIds.Epoch.AddMinutes(4) }));
        Assert.Equal([4], await IndexesAsync(new AuditQuery { Tenant = Mine, Caller = "key_even", Operation = "turn_prompt", Target = "ses_old", Since = TestIds.Epoch, Until = TestIds.Epoch.AddDays(1), Before = entries[5].Id }));

        async Task<IEnumerable<int>> IndexesAsync(AuditQuery query) =>
            (await Audit.ListAsync(query, default)).Select(row => entries.FindIndex(entry => entry.Id == row.Id));
    }

    [Fact]
    public async Task Entries_Swept_AreTheOldestWithTheirEnds()
    {
        var entries = Enumerable.Range(0, 4).Select(i => NewEntry() with { At = TestIds.Epoch.AddMinutes(i) }).ToList();
        foreach (var entry in entries) await Audit.BeginAsync(entry, default);
        await Audit.EndAsync([.. entries.Select(entry => new AuditEnd(entry.Id, "done", null, entry.At))], default);

        Assert.Equal(2, await Audit.SweepAsync(TestIds.Epoch.AddMinutes(3), 2, default));
        Assert.Equal([entries[3].Id, entries[2].Id], (await Audit.ListAsync(new AuditQuery { Tenant = Mine }, default)).Select(entry => entry.Id));
        Assert.Equal(1, await Audit.SweepAsync(TestIds.Epoch.AddMinutes(3), 10, default));
        Assert.Equal(0, await Audit.SweepAsync(TestIds.Epoch.AddMinutes(3), 10, default));

        // Its end went with it: an entry of the same id would be open.
        await Audit.BeginAsync(entries[0], default);
        Assert.Null((await Audit.ListAsync(new AuditQuery { Tenant = Mine, Until = TestIds.Epoch.AddMinutes(1) }, default)).Single().Outcome);
    }

    [Fact]
    public async Task Entries_BeyondTheBounds_AreRefused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Audit.ListAsync(new AuditQuery { Tenant = Mine, Limit = 0 }, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Audit.SweepAsync(TestIds.Epoch, 10_001, default));
        var end = new AuditEnd(NewEntry().Id, "done", null, TestIds.Epoch);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Audit.EndAsync([.. Enumerable.Repeat(end, IAuditLog.EndsMax + 1)], default));
        await Audit.EndAsync([], default);
    }

    private AuditEntry NewEntry() => new()
    {
        Id = AuditId.Create(TestIds.Epoch, Next()),
        Tenant = Mine,
        At = TestIds.Epoch,
        Caller = "jwt:anna\0\\",
        CallerName = "Anna ☂",
        Operation = "turn_prompt",
        Target = "ses_x:a\\b",
        Request = "request-1",
    };
}
