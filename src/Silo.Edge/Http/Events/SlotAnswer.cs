namespace Silo.Edge.Http.Events;

/// <summary>Whether there was a place.</summary>
internal enum SlotAnswer
{
    Taken,
    Full,
    TenantFull,
}
