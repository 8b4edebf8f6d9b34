using Silo.Abstractions.Events;

namespace Silo.Abstractions.Turns;

/// <summary>How an attempt of a model call ended well.</summary>
/// <param name="StopReason">The provider's own stop reason.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Usage">Tokens and money.</param>
public sealed record MessageResult(string StopReason, string Model, Usage Usage);
