using System.Text.Json.Serialization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Edge.SignalR;

/// <summary>One item of a hub's stream: the fields of a server-sent event.</summary>
/// <param name="Session">The session.</param>
/// <param name="Item">What the feed delivered.</param>
[JsonConverter(typeof(HubItemConverter))]
internal sealed record HubItem(SessionId Session, FeedItem Item);
