using Microsoft.Extensions.Options;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Events;

/// <summary>Bounds how many readers of sessions there are at once, together and for each tenant. Each costs a connection, or a part of one, and a place in a feed.</summary>
internal sealed class StreamSlots(IOptions<SiloEdgeOptions> options)
{
    private readonly TenantSlots _slots = new(options.Value.StreamsMax, options.Value.TenantStreamsMax);

    public int Max { get; } = options.Value.StreamsMax;

    public int TenantMax { get; } = options.Value.TenantStreamsMax;

    public int Taken => _slots.Taken;

    /// <summary>Takes a slot; null when it is taken, else why not. Every slot that was taken is released once.</summary>
    public Problem? Take(TenantId tenant) => _slots.Take(tenant) switch
    {
        SlotAnswer.Full => new Problem(ProblemCodes.StreamsFull, $"{Max} streams are open already.") { Limit = "streams_max", Value = Max },
        SlotAnswer.TenantFull => new Problem(ProblemCodes.TenantStreamsFull, $"The tenant has {TenantMax} streams open already.") { Limit = "tenant_streams_max", Value = TenantMax },
        _ => null,
    };

    public void Release(TenantId tenant) => _slots.Release(tenant);
}
