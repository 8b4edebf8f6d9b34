using System.Text.Json;

namespace Silo.Host.Tests.Transcripts;

/// <summary>What one reader has read so far.</summary>
/// <param name="taken">Told of each item; null for nobody.</param>
internal sealed class ReadItems(Action<JsonElement>? taken = null)
{
    private readonly List<JsonElement> _items = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first item.</summary>
    public Task First => _first.Task;

    public IReadOnlyList<JsonElement> All => _items;

    /// <summary>How many of them are pieces.</summary>
    public int Pieces => _items.Count(i => i.GetProperty("event").GetString()!.EndsWith(".delta", StringComparison.Ordinal));

    public void Add(JsonElement item)
    {
        _items.Add(item);
        _first.TrySetResult();
        taken?.Invoke(item);
    }
}
