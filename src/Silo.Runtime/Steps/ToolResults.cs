using System.Text;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Steps;

/// <summary>From what a tool returned to what is recorded: cut to what the model may read, the whole of it kept in a file.</summary>
internal sealed class ToolResults(SessionContent content, ResultKeeper keeper)
{
    /// <summary>The recorded end of a call.</summary>
    /// <param name="step">The sequence of the call's start.</param>
    /// <param name="result">What the tool returned.</param>
    /// <param name="output">What it streamed.</param>
    /// <param name="artifacts">What it handed over.</param>
    /// <param name="bytesMax">The agent's limit.</param>
    internal async Task<StepEnd> EndAsync(long step, ToolResult result, ToolOutputSink output, CallArtifacts artifacts, int bytesMax)
    {
        // The tool has acted: its result is recorded whatever happens to the turn meanwhile.
        var text = await content.TextAsync(await CutAsync(step, result, output, bytesMax), CancellationToken.None);
        return new StepEnd.Tool(result.Status, [text], result.ExitCode, result.Error is { } e ? StepRunner.Error(e.Code, e.Message, e.Retryable) : null) { Artifacts = artifacts.Take() };
    }

    private async Task<string> CutAsync(long step, ToolResult result, ToolOutputSink output, int bytesMax)
    {
        var text = WholeText.Of(result.Text);
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= bytesMax) return text;
        var whole = result.IsCutOfOutput ? output.ReadAll() : Encoding.UTF8.GetBytes(text);
        var path = await keeper.KeepAsync(step, whole, CancellationToken.None);
        var part = result.IsCutOfOutput && output.IsFull ? $"The first {whole.Length} bytes" : $"All {whole.Length} bytes";
        return ToolText.Cut(text, bytesMax, Math.Max(0, whole.Length - bytes), path is null ? null : $"{part} are in {path}: read on there with read_file, or search it with grep");
    }
}
