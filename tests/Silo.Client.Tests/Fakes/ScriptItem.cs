namespace Silo.Client.Tests.Fakes;

/// <summary>One item as the server sends it.</summary>
public sealed record ScriptItem(string Name, byte[] Json, bool Durable);
