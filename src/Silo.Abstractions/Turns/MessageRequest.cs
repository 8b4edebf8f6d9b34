namespace Silo.Abstractions.Turns;

/// <summary>Who a model call goes to.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model's name.</param>
public sealed record MessageRequest(string Provider, string Model);
