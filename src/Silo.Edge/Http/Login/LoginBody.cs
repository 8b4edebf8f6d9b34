namespace Silo.Edge.Http.Login;

/// <summary>What <c>POST /v1/login</c> takes.</summary>
internal sealed record LoginBody
{
    public string? Key { get; init; }
}
