using System.Text.Json;

namespace Silo.Host.Tests.SignalR;

/// <summary>An error as npm's client shows it.</summary>
internal sealed class NodeHubException(string message) : Exception(message)
{
    private const string Mark = "HubException: ";

    /// <summary>The problem in it; null for an error of SignalR's own.</summary>
    public JsonElement? Problem => Message.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? JsonElement.Parse(Message[(at + Mark.Length)..]) : null;

    public string? Code => Problem?.GetProperty("code").GetString();
}
