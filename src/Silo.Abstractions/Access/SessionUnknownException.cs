namespace Silo.Abstractions.Access;

/// <summary>For this caller there is no such session: it does not exist, or is another tenant's, and nobody can tell which. Do not retry.</summary>
public sealed class SessionUnknownException() : Exception("There is no such session.");
