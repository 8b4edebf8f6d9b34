namespace Silo.FakeModel.Wire;

/// <summary>One server-sent event, and whether it carries a token.</summary>
internal readonly record struct Frame(byte[] Bytes, bool Token = false);
