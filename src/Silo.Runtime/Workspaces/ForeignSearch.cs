namespace Silo.Runtime.Workspaces;

/// <summary>Finds workspaces that belong to users for whom the host may not act.</summary>
/// <param name="root">The store's root; not disposed here.</param>
/// <param name="filesName">The name of a session's files.</param>
internal sealed class ForeignSearch(BeneathDirectory root, string filesName)
{
    private const int SessionsMax = 100_000;
    private readonly Dictionary<uint, bool> _mayAct = [];
    private int _looked;

    internal ForeignWorkspaces Run(CancellationToken cancellationToken)
    {
        var found = new ForeignWorkspaces(0, null, 0);
        foreach (var (path, tenant) in Tenants())
        {
            using (tenant)
            {
                foreach (var session in tenant.Names().TakeWhile(_ => _looked < SessionsMax))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    _looked++;
                    if (FindForeign(tenant, session) is { } user)
                        found = found with { Count = found.Count + 1, Example = found.Example ?? $"{path}/{session.Escaped()}", ExampleUser = found.Example is null ? user : found.ExampleUser };
                }
            }
        }

        return found;
    }

    private IEnumerable<(string Name, BeneathDirectory Tenant)> Tenants()
    {
        foreach (var name in root.Names())
            if (root.TryOpenChild(name) is { } tenant) yield return (name.Escaped(), tenant);
    }

    private uint? FindForeign(BeneathDirectory tenant, FileName session)
    {
        using var opened = tenant.TryOpenChild(session);
        if (opened is null || !opened.TryOpenDirectory(filesName, followLinks: false, out var files)) return null;
        using (files)
        {
            var owner = files.Owner();
            if (!_mayAct.TryGetValue(owner.User, out var mayAct)) _mayAct[owner.User] = mayAct = owner.MayBeActedFor(files);
            return mayAct ? null : owner.User;
        }
    }
}
