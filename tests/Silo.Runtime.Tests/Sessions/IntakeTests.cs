using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Hosting;
using Silo.Runtime.Sessions;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class IntakeTests
{
    private static readonly TenantId Mine = TenantId.Parse("mine");
    private static readonly TenantId Other = TenantId.Parse("other");

    private readonly SettableLoad _journal = new();

    [Fact]
    public void Enter_BeyondTheCommands_IsRefusedUntilOneLeaves()
    {
        var intake = new Intake(_journal, new RuntimeOptions { CommandsMax = 2 });
        var first = Entered(intake, 1);
        Entered(intake, 1);
        Assert.Equal("commands_full", Refused(intake, 1).Code);
        first.Dispose();
        Entered(intake, 1);
        Assert.Equal("commands_full", Refused(intake, 1).Code);
    }

    [Fact]
    public void Enter_BeyondTheBytes_IsRefusedButOneAloneNever()
    {
        var intake = new Intake(_journal, new RuntimeOptions { CommandBytesMax = 1024 * 1024 });
        var large = Entered(intake, 2 * 1024 * 1024);
        Assert.Contains("1048576", Refused(intake, 1).Message, StringComparison.Ordinal);
        large.Dispose();
        Entered(intake, 1024);
        Assert.Equal("commands_full", Refused(intake, 1024 * 1024).Code);
        Entered(intake, 1023 * 1024);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024 * 1024)]
    public void Enter_OneTenantTakesAllItGets_OthersStillGetIn(long bytes)
    {
        var intake = new Intake(_journal, new RuntimeOptions { CommandsMax = 100, CommandBytesMax = 100 * 1024 * 1024 });
        var entered = new Stack<IntakeResult.Entered>();
        while (intake.Enter(Mine, bytes) is IntakeResult.Entered one) entered.Push(one);
        Assert.Equal(81, entered.Count);
        Assert.Contains("81 commands of this tenant", Refused(intake, bytes).Message, StringComparison.Ordinal);
        for (var i = 0; i < 16; i++) Entered(intake, bytes, Other);
        Entered(intake, bytes, TenantId.Parse("third"));

        // Who has had more than is fair gets in again when it has given back.
        Assert.Equal("commands_full", Refused(intake, bytes).Code);
        while (entered.TryPop(out var one)) one.Dispose();
        Assert.Equal((17, 17 * bytes), (intake.Count, intake.Bytes));
        for (var i = 0; i < 60; i++) Entered(intake, bytes);
    }

    [Fact]
    public void Enter_JournalBehind_IsRefusedAndSaysByHowMuch()
    {
        var intake = new Intake(_journal, new RuntimeOptions { JournalWaitMax = TimeSpan.FromSeconds(3), JournalBytesMax = 1024 * 1024 });
        _journal.Load = new JournalLoad(9, 1024, TimeSpan.FromSeconds(2.9));
        Entered(intake, 1);
        _journal.Load = new JournalLoad(9, 1024, TimeSpan.FromSeconds(3));
        var refused = Refused(intake, 1);
        Assert.Equal("journal_slow", refused.Code);
        Assert.Contains("3.0 s; 9 calls", refused.Message, StringComparison.Ordinal);
        _journal.Load = new JournalLoad(9, 1024 * 1024, TimeSpan.Zero);
        Assert.Equal("journal_slow", Refused(intake, 1).Code);
        _journal.Load = default;
        Entered(intake, 1);
    }

    [Fact]
    public void Service_SaysOnceThatItIsBehindAndOnceThatItIsBack()
    {
        var said = new List<LogLevel>();
        using var service = new JournalLoadService(new Intake(_journal, new RuntimeOptions()), TimeProvider.System, new ListLogger(said));
        service.Tick();
        _journal.Load = new JournalLoad(1, 0, TimeSpan.FromSeconds(9));
        service.Tick();
        service.Tick();
        _journal.Load = default;
        service.Tick();
        service.Tick();
        Assert.Equal([LogLevel.Warning, LogLevel.Information], said);
    }

    private static IntakeResult.Entered Entered(Intake intake, long bytes, TenantId? tenant = null) => Assert.IsType<IntakeResult.Entered>(intake.Enter(tenant ?? Mine, bytes));

    private static IntakeResult.Refused Refused(Intake intake, long bytes, TenantId? tenant = null) => Assert.IsType<IntakeResult.Refused>(intake.Enter(tenant ?? Mine, bytes));

    private sealed class SettableLoad : IJournalLoad
    {
        public JournalLoad Load { get; set; }
    }

    private sealed class ListLogger(List<LogLevel> said) : ILogger<JournalLoadService>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => said.Add(logLevel);
    }
}
