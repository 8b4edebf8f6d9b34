namespace Silo.Sandboxes.Seccomp;

/// <summary>Refuses a system call for what its arguments are.</summary>
/// <param name="What">What is refused, for people.</param>
/// <param name="Why">Why.</param>
/// <param name="Error">What the caller gets.</param>
/// <param name="Calls">The calls, separated by spaces.</param>
/// <param name="Cases">It is refused when all conditions of one case hold.</param>
internal sealed record SeccompRule(string What, string Why, SeccompError Error, string Calls, IReadOnlyList<IReadOnlyList<SeccompCondition>> Cases)
{
    public IReadOnlyList<string> All => Calls.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
