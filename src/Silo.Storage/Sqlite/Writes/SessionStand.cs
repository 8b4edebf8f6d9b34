namespace Silo.Storage.Sqlite.Writes;

/// <summary>Where a session stands, as a write sees it inside its transaction.</summary>
/// <param name="Number">Its short name in the database.</param>
/// <param name="Epoch">Its fence.</param>
/// <param name="Head">Its last sequence.</param>
/// <param name="IsDeleted">Only its tombstone is left.</param>
internal readonly record struct SessionStand(long Number, long Epoch, long Head, bool IsDeleted);
