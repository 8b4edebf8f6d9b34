using Silo.FakeModel.Scripts;

namespace Silo.FakeModel;

/// <summary>How a server starts.</summary>
public sealed record FakeModelOptions
{
    /// <summary>What it says at first; more can be added later.</summary>
    public FakeScript Script { get; init; } = new();

    /// <summary>Its port on loopback; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that requests must carry; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether the requests' bodies are kept in the ledger; default true. Long runs with large conversations turn it off.</summary>
    public bool KeepBodies { get; init; } = true;

    /// <summary>The clock of token rates and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
