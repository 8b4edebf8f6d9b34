using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Access;

/// <summary>Writes the audit log: an entry durably before its change; what became of it soon after, many together.</summary>
public sealed partial class AuditTrail(IAuditLog log, IIdSource ids, TimeProvider time, AuditOptions options, ILogger<AuditTrail> logger) : BackgroundService
{
    /// <summary>Most characters of a target; longer ones are cut.</summary>
    public const int TargetCharsMax = 512;

    private const int WaitingMax = 4096;
    private const int SweptMax = 1000;
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly Channel<AuditEnd> _ends = Channel.CreateBounded<AuditEnd>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    // Taken and not written yet.
    private List<AuditEnd> _inHand = [];

    /// <summary>Writes that a caller asks for a change; durable when it completes.</summary>
    /// <exception cref="JournalException">It could not be written: the change must not be made. Retry.</exception>
    public async Task<AuditId> BeginAsync(Caller caller, Operation operation, string? target, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry
        {
            Id = ids.NewAudit(),
            Tenant = caller.Tenant,
            At = time.GetUtcNow(),
            Caller = caller.Id,
            CallerName = caller.Name,
            Operation = NameOf(operation),
            Target = Cut(target),
            Request = caller.Request,
        };
        await log.BeginAsync(entry, cancellationToken);
        return entry.Id;
    }

    /// <summary>Hands over what became of a change. Waits only while as many wait as may.</summary>
    public ValueTask EndAsync(AuditId entry, string outcome, string? target) =>
        _ends.Writer.WriteAsync(new AuditEnd(entry, outcome, Cut(target), time.GetUtcNow()));

    /// <summary>How an operation stands in the audit log.</summary>
    public static string NameOf(Operation operation) => JsonNamingPolicy.SnakeCaseLower.ConvertName(operation.ToString());

    /// <summary>Writes what still waits, in 5 seconds of its own.</summary>
    /// <param name="cancellationToken">Not looked at: one request whose body comes slowly may have spent the time that it stands for.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var given = new CancellationTokenSource(StopMax, time);
        await base.StopAsync(given.Token);
        while ((_inHand.Count > 0 ? _inHand : Take()) is { Count: > 0 } rest)
        {
            try
            {
                await log.EndAsync(rest, given.Token);
                _inHand = [];
            }
            catch (Exception e) when (e is JournalException or OperationCanceledException)
            {
                LogEndsLost(e, rest.Count + _ends.Reader.Count);
                return;
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WriteEndsAsync(stoppingToken), SweepAlwaysAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What still waits is written by the stop.
        }
    }

    private static string? Cut(string? target) => target is { Length: > TargetCharsMax } ? target[..TargetCharsMax] : target;

    private async Task WriteEndsAsync(CancellationToken stoppingToken)
    {
        while (await _ends.Reader.WaitToReadAsync(stoppingToken))
        {
            _inHand = Take();
            while (!await TryWriteAsync(_inHand)) await Task.Delay(RetryAfter, time, stoppingToken);
            _inHand = [];
        }
    }

    private async Task<bool> TryWriteAsync(List<AuditEnd> ends)
    {
        try
        {
            // Not given up half-way: whoever stops the host waits for this much.
            await log.EndAsync(ends, CancellationToken.None);
            return true;
        }
        catch (JournalException e)
        {
            LogEndsWait(e, ends.Count);
            return false;
        }
    }

    private List<AuditEnd> Take()
    {
        var ends = new List<AuditEnd>();
        while (ends.Count < IAuditLog.EndsMax && _ends.Reader.TryRead(out var end)) ends.Add(end);
        return ends;
    }

    private async Task SweepAlwaysAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        do await SweepAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await log.SweepAsync(time.GetUtcNow() - options.KeepFor, SweptMax, stoppingToken) == SweptMax)
            {
                // The next thousand.
            }
        }
        catch (JournalException e)
        {
            LogSweepFailed(e);
        }
    }
}
