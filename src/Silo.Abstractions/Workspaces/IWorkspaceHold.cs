namespace Silo.Abstractions.Workspaces;

/// <summary>The right to change a session's files. One that is never let go stays with its process until that ends.</summary>
public interface IWorkspaceHold
{
    /// <summary>Lets go: nothing of this host can change the files any more. Once only.</summary>
    void LetGo();

    /// <summary>Gives the hold up without letting go, because something may still write: the process has it until it ends, or holds the files again and lets go.</summary>
    void Abandon();
}
