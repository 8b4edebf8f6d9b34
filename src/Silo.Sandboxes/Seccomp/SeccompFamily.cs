namespace Silo.Sandboxes.Seccomp;

/// <summary>System calls that are answered alike, for one reason.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Why">Why they are allowed or refused.</param>
/// <param name="Calls">Their names, separated by spaces. A name that the processor's architecture does not have is passed over.</param>
internal sealed record SeccompFamily(string Name, string Why, string Calls)
{
    public IReadOnlyList<string> All => Calls.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
