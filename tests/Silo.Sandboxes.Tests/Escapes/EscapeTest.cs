using Silo.Abstractions.Agents;
using Silo.Sandboxes.Profiles;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>An attack is worth something only if it would succeed: each is made without its controls first, then with each of them alone, then with all.</summary>
public abstract class EscapeTest : IAsyncLifetime
{
    private protected EscapeLab Lab { get; private set; } = null!;

    /// <summary>The OCI runtime that confines the attacker; null for bubblewrap.</summary>
    protected virtual string? Runtime => null;

    public ValueTask InitializeAsync()
    {
        Lab = new EscapeLab { Runtime = Runtime };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the attack.</summary>
    /// <param name="script">For sh; says <c>PWNED</c> when it succeeded.</param>
    /// <param name="settings">What the sandbox may use.</param>
    /// <param name="layers">The controls, each of which must be enough.</param>
    private protected async Task HoldsAsync(string script, SandboxSettings? settings, params Layer[] layers)
    {
        var none = layers.Aggregate(ProfileControls.All, (controls, layer) => layer.Off(controls));
        var open = await Lab.RunAsync(script, none, settings);
        Assert.True(open.Succeeded, $"Without {string.Join(", ", layers.Select(l => l.Name))} the attack should succeed; it wrote: {open.Output} ({open.Exit})");
        foreach (var alone in layers)
        {
            var controls = layers.Where(l => l != alone).Aggregate(ProfileControls.All, (all, layer) => layer.Off(all));
            var held = await Lab.RunAsync(script, controls, settings);
            Assert.False(held.Succeeded, $"{alone.Name} alone should hold the attack; it wrote: {held.Output}");
        }

        var closed = await Lab.RunAsync(script, ProfileControls.All, settings);
        Assert.False(closed.Succeeded, $"All controls together should hold the attack; it wrote: {closed.Output}");
    }
}
