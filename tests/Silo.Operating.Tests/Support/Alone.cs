namespace Silo.Operating.Tests.Support;

/// <summary>Tests that measure: nothing else runs in this process meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
