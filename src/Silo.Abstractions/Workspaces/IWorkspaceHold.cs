namespace Silo.Abstractions.Workspaces;

/// <summary>The right to change a session's files. One that is never let go stays with its process until that ends.</summary>
public interface IWorkspaceHold
{
    /// <summary>Gives the hold back, once only. With the last hold of a session its files are let go, if nothing of this host can change them any more.</summary>
    /// <param name="prove">
    /// Ends what could still write, and proves that it has ended. Called with the last hold alone, while nobody, this host included, can take another:
    /// it would end what that one begins. What it throws comes back, and the process keeps the files until it ends, or holds them again and proves it then.
    /// </param>
    Task LetGoAsync(Func<Task> prove);
}
