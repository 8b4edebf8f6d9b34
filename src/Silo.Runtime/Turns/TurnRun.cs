using System.Collections.Concurrent;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Steps;
using Silo.Runtime.Telemetry;

namespace Silo.Runtime.Turns;

/// <summary>One run of a turn's program in this activation: its cancellation, its timers, and the steps that it waits for.</summary>
internal sealed class TurnRun(TurnId turn, AgentTools tools, TurnMeasure measure, CancellationToken stopping) : IDisposable
{
    private readonly ConcurrentDictionary<int, PendingStep> _pending = new();
    private readonly ConcurrentDictionary<ApprovalId, TaskCompletionSource<ApprovalOutcome>> _questions = new();
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    internal TurnId Turn => turn;

    internal AgentTools Tools => tools;

    internal TurnMeasure Measure => measure;

    /// <summary>Whether the whole session stops: then nothing more is recorded, and the next activation goes on.</summary>
    internal bool IsStopping => stopping.IsCancellationRequested;

    internal CancellationToken Token => _cancel.Token;

    internal ITimer? Deadline { get; set; }

    internal ITimer? Grace { get; set; }

    /// <summary>The program and its attempts; touched by the actor's loop only.</summary>
    internal List<Task> Tasks { get; } = [];

    internal void Track(Task task)
    {
        if (task.IsCompleted) return;
        if (Tasks.Count > 32) Tasks.RemoveAll(t => t.IsCompleted);
        Tasks.Add(task);
    }

    internal void Add(PendingStep step) => _pending[step.Ordinal] = step;

    /// <summary>Gets ready for what a person decides on a running tool's question; called before it is asked.</summary>
    internal Task<ApprovalOutcome> Expect(ApprovalId approval) =>
        _questions.GetOrAdd(approval, _ => new TaskCompletionSource<ApprovalOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void Answer(ApprovalId approval, ApprovalOutcome outcome)
    {
        if (_questions.TryRemove(approval, out var question)) question.TrySetResult(outcome);
    }

    internal PendingStep? Find(int ordinal) => _pending.GetValueOrDefault(ordinal);

    internal void Deliver(StepRecord step)
    {
        if (_pending.TryRemove(step.Ordinal, out var pending)) pending.Deliver(step);
    }

    internal void Abort(int ordinal)
    {
        if (_pending.TryRemove(ordinal, out var pending)) pending.Abort(new CancellationToken(canceled: true));
    }

    internal void AbortAll()
    {
        foreach (var ordinal in _pending.Keys) Abort(ordinal);
        foreach (var approval in _questions.Keys) Answer(approval, new ApprovalOutcome(ApprovalChoices.Withdrawn, Answer: null));
    }

    internal Task CancelAsync() => _cancel.CancelAsync();

    public void Dispose()
    {
        Deadline?.Dispose();
        Grace?.Dispose();
        _cancel.Dispose();
    }
}
