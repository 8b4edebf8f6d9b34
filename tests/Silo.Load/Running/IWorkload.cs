namespace Silo.Load.Running;

/// <summary>A workload: measures its cases one by one.</summary>
public interface IWorkload
{
    /// <summary>Its id, such as <c>W1</c>.</summary>
    string Id { get; }

    /// <summary>One line on what it measures.</summary>
    string Title { get; }

    /// <summary>The names of its cases, in the order in which they run.</summary>
    IReadOnlyList<string> Cases { get; }

    /// <summary>Measures one case once.</summary>
    Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken);
}
