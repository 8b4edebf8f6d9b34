using System.Text;

namespace Silo.TestServers.Scripted;

/// <summary>One item of a scripted stream.</summary>
/// <param name="Id">Its cursor; null for none.</param>
/// <param name="Event">Its name.</param>
/// <param name="Data">Its data, JSON.</param>
public sealed record ScriptedItem(string? Id, string Event, string Data)
{
    /// <summary>Its bytes on the wire.</summary>
    public byte[] Utf8 => Encoding.UTF8.GetBytes($"{(Id is null ? "" : $"id: {Id}\n")}event: {Event}\ndata: {Data}\n\n");
}
