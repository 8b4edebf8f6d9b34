using System.Text.Json.Serialization;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Events;

/// <summary>A step that had started and was not recorded as ended when its process went away.</summary>
/// <param name="Step">The sequence of its started event.</param>
/// <param name="What">The tool's or the step's name; the model's for a model call.</param>
/// <param name="Effect">Its declared effect; null for a model call.</param>
/// <param name="Resolution">What is done about it: <c>run_again</c>, <c>report</c>, <c>verify</c>, <c>ask</c> or <c>compensate</c>.</param>
public sealed record InDoubtStep(
    [property: JsonPropertyName("step")] long Step,
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("effect")] Effect? Effect,
    [property: JsonPropertyName("resolution")] string Resolution);
