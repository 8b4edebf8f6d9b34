using ModelContextProtocol.Protocol;

namespace Silo.Agents.Mcp;

/// <summary>The notifications that are heard; others are dropped before they cost anything.</summary>
internal static class McpNotifications
{
    public static bool AreHeard(string? method) => method
        is NotificationMethods.ProgressNotification or NotificationMethods.ToolListChangedNotification or NotificationMethods.CancelledNotification;
}
