namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>Every body of the API.</summary>
internal static class ApiModels
{
    /// <summary>What callers send, and what they get.</summary>
    public static IReadOnlyList<ApiModel> All { get; } = [.. RequestModels.All, .. SessionModels.All, .. HostModels.All];
}
