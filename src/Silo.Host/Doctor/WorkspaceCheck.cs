using System.Globalization;
using Silo.Abstractions.Diagnostics;
using Silo.Runtime.Workspaces;

namespace Silo.Host.Doctor;

/// <summary>Whether the host may act for those whom workspaces belong to on disk.</summary>
/// <param name="directory">Where workspaces are.</param>
/// <param name="find">Looks for those that it may not act for.</param>
internal sealed class WorkspaceCheck(string directory, Func<CancellationToken, Task<ForeignWorkspaces>> find) : IDoctorCheck
{
    public string Name => "workspaces";

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var found = await find(cancellationToken);
        if (found.Count == 0) return [new DoctorResult(Name, DoctorStatus.Ok, "The host may use the files of every session.")];
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Count} workspaces belong to users for whom this host may not act, such as {found.Example} to user {found.ExampleUser}; their sessions get workspace_foreign.");
        return
        [
            new DoctorResult(
                Name, DoctorStatus.Failed, detail,
                $"Start the host by 'silo-spawner enter', as when they were made; or stop it and run, as {Environment.UserName}: silo-spawner enter -- chown -R {Environment.UserName}: {directory}"),
        ];
    }
}
