using Microsoft.Extensions.Options;

namespace Silo.Edge;

/// <summary>Refuses to start with bounds that make no sense, and says all of them.</summary>
internal sealed class SiloEdgeOptionsValidation : IValidateOptions<SiloEdgeOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloEdgeOptions options) =>
        options.Validate() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
}
