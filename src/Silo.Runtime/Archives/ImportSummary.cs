namespace Silo.Runtime.Archives;

/// <summary>What an import did.</summary>
/// <param name="Imported">Sessions that were put in; with a dry run, that could be.</param>
/// <param name="Events">Their events.</param>
/// <param name="Equal">Sessions that were there already.</param>
/// <param name="MovedOn">Sessions that were there already, and have gone on since.</param>
/// <param name="Refused">Sessions that were not put in.</param>
/// <param name="Abandoned">Sessions that the export itself could not read to their end.</param>
/// <param name="Problem">What is wrong with the file as a whole; null when it is whole. What was imported before is whole and stays.</param>
public sealed record ImportSummary(long Imported, long Events, long Equal, long MovedOn, long Refused, long Abandoned, string? Problem);
