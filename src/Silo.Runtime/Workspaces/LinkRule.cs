namespace Silo.Runtime.Workspaces;

/// <summary>Decides whether a link in a tar stays inside the folder that the tar holds.</summary>
internal static class LinkRule
{
    /// <summary>Whether a link may stand at a path.</summary>
    /// <remarks>
    /// <c>..</c> may only lead, at most as often as there are real folders above the link: then no other link can change what it
    /// means, and a chain of such links never leaves. <c>a/../b</c> is refused, since <c>a</c> may be, or become, a link.
    /// </remarks>
    internal static bool StaysInside(string linkPath, string target)
    {
        if (target.Length is 0 or > 4000 || target[0] == '/' || target.Any(char.IsControl) || target.Contains('\uFFFD')) return false;
        var up = 0;
        var leading = true;
        foreach (var name in target.Split('/'))
        {
            if (name is "" or ".") continue;
            if (name != "..") leading = false;
            else if (!leading) return false;
            else up++;
        }

        return up <= linkPath.Count(c => c == '/');
    }
}
