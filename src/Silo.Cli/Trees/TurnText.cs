using System.Globalization;
using Silo.Abstractions.Events;
using Silo.Cli.Output;

namespace Silo.Cli.Trees;

/// <summary>A turn's tree as people read it.</summary>
internal static class TurnText
{
    private const int PromptLengthMax = 200;

    /// <summary>Writes a turn.</summary>
    internal static void Write(Terminal terminal, TurnTree turn)
    {
        var state = turn.StopReason is { } reason ? ExitCode.Name(reason) : turn.StartedAt is null ? "queued" : "running";
        var resumed = turn.Resumed > 0 ? string.Create(CultureInfo.InvariantCulture, $"went on after a restart × {turn.Resumed}") : null;
        terminal.WriteLine(Join(turn.Turn.Value, state, Time(turn.StartedAt, turn.EndedAt), Cost(turn.Usage), resumed), Tone.Bold);
        foreach (var prompt in turn.Prompts) terminal.WriteLine("> " + Short(prompt));
        if (turn.Error is { } error) terminal.WriteLine(Neutral.Line($"✗ {error.Message} ({error.Code})"), Tone.Bad);
        Write(terminal, turn.Steps, string.Empty);
    }

    private static void Write(Terminal terminal, List<StepNode> steps, string indent)
    {
        foreach (var (n, step) in steps.Index())
        {
            var isLast = n == steps.Count - 1;
            terminal.Write(indent + (isLast ? "└─ " : "├─ "), Tone.Dim);
            var agent = step.Agent.Contains('/', StringComparison.Ordinal) ? step.Agent : null;
            var attempts = step.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $"{step.Attempts} attempts") : null;
            var status = step.Status == "ok" ? null : step.Status;
            var time = step.Kind == "artifact" ? null : Time(step.StartedAt, step.EndedAt);
            var line = Join(Mark(step.Kind) + Neutral.Line(step.Name), agent, status, time, attempts, Cost(step.Usage), step.Detail is null ? null : Short(step.Detail));
            terminal.WriteLine(Neutral.Line(line), step.Status is "ok" or "approve" or "answer" ? Tone.Plain : step.Status == "open" ? Tone.Ask : Tone.Bad);
            Write(terminal, step.Steps, indent + (isLast ? "   " : "│  "));
        }
    }

    private static string Mark(string kind) => kind switch
    {
        "tool" => "● ",
        "question" => "? ",
        "artifact" => "↓ ",
        _ => string.Empty,
    };

    private static string Join(params IEnumerable<string?> parts) => string.Join(" · ", parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string? Time(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is null || to is null) return null;
        var time = to.Value - from.Value;
        return time.TotalSeconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0##} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes} min {time.Seconds} s");
    }

    private static string? Cost(Usage usage) => usage == Usage.None
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{usage.InputTokens:N0} in · {usage.OutputTokens:N0} out{(usage.CostMicroUsd > 0 ? $" · ${usage.CostMicroUsd / 1_000_000m:0.0000}" : "")}");

    private static string Short(string text)
    {
        text = Neutral.Line(text);
        return text.Length <= PromptLengthMax ? text : text[..(char.IsHighSurrogate(text[PromptLengthMax - 2]) ? PromptLengthMax - 2 : PromptLengthMax - 1)] + "…";
    }
}
