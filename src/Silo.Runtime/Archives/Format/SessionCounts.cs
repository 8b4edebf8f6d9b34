namespace Silo.Runtime.Archives.Format;

/// <summary>How many lines of each kind a session has.</summary>
internal sealed record SessionCounts(long Events, long Tickets, long Approvals, long Keys, long Blobs);
