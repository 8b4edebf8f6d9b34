using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Agents.ModelLoop;

namespace Silo.Host.Doctor;

/// <summary>Whether the models that agents name can be called: their keys are set, and their servers answer. No key is sent, and nothing is bought.</summary>
/// <param name="agents">The agents.</param>
/// <param name="environment">The host's environment.</param>
/// <param name="reach">Asks an address for anything; the answer is null, or why there was none.</param>
internal sealed class ModelCheck(IAgentCatalog agents, Func<string, string?> environment, Func<Uri, CancellationToken, Task<string?>> reach) : IDoctorCheck
{
    private const int ServersMax = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "model";

    /// <summary>Any answer will do, also a refusal.</summary>
    internal static async Task<string?> ReachAsync(Uri address, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience, UseProxy = !address.IsLoopback };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"nothing within {Patience.TotalSeconds} s";
        }
    }

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var models = agents.List().Where(a => a.Model is not null).Select(a => (Agent: a.Name, Model: a.Model!)).ToList();
        if (models.Count == 0) return [new DoctorResult(Name, DoctorStatus.Ok, "No agent calls a model over the network.")];
        var keys = models.GroupBy(m => m.Model.ApiKeyVariable ?? string.Empty, StringComparer.Ordinal).Where(g => g.Key.Length > 0).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Key);
        var servers = models.Select(m => ModelAddress.Of(m.Model)).OfType<Uri>().Distinct().Take(ServersMax);
        return [.. keys, .. await Task.WhenAll(servers.Select(s => ServerAsync(s, cancellationToken)))];
    }

    private DoctorResult Key(IGrouping<string, (string Agent, ModelSettings Model)> users)
    {
        var names = string.Join(", ", users.Select(u => u.Agent));
        if (!string.IsNullOrWhiteSpace(environment(users.Key))) return new DoctorResult("model.key", DoctorStatus.Ok, $"{users.Key} is set, for: {names}.");
        return users.All(u => u.Model.BaseAddress is { IsLoopback: true })
            ? new DoctorResult("model.key", DoctorStatus.Ok, $"{users.Key} is not set; {names} call this machine, which may need none.")
            : new DoctorResult("model.key", DoctorStatus.Degraded, $"{users.Key} is not set; these agents cannot call their model: {names}.", $"Set {users.Key} where the host starts, and start it again.");
    }

    private async Task<DoctorResult> ServerAsync(Uri server, CancellationToken cancellationToken) => await reach(server, cancellationToken) is { } problem
        ? new DoctorResult("model.server", DoctorStatus.Degraded, $"{server.Authority} does not answer: {problem}", "Look at the way there: name service, proxy, firewall, or model.base_address of the agents.")
        : new DoctorResult("model.server", DoctorStatus.Ok, $"{server.Authority} answers.");
}
