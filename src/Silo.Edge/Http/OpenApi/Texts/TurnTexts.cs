using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Turns;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of turns and tasks.</summary>
internal static class TurnTexts
{
    public const string Tag = "turns";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("POST /v1/sessions/{id}/turns", new RouteText("prompt", Tag, "Prompt a session", "Answers as soon as the prompt is durable. Read what follows from `after` on. Send an `Idempotency-Key`, so that a repeated request prompts once.")
        {
            Parameters =
            [
                CommonParameters.Session,
                CommonParameters.Idempotency,
                ApiParameter.Header("Prefer", $"`wait=n` (RFC 7240): wait up to n seconds, at most {PreferWait.SecondsMax}, for the end. What cannot be read is passed over.", ApiSchema.Text()),
            ],
            Body = [ApiContent.Json("Prompt")],
            Answers =
            [
                new ApiAnswer(200, "With `Prefer: wait`: the turn has ended.", ApiContent.Json("Task"))
                {
                    Headers =
                    [
                        ("Preference-Applied", "The preference that was kept.", ApiSchema.Text()), ("Location", "The task's path.", ApiSchema.Text()), CommonParameters.Replayed,
                    ],
                },
                new ApiAnswer(202, "The prompt is recorded.", ApiContent.Json("Accepted"))
                {
                    Headers =
                    [
                        ("Preference-Applied", "The preference that was kept.", ApiSchema.Text()), ("Location", "The task's path.", ApiSchema.Text()), CommonParameters.Replayed,
                    ],
                },
            ],
            Problems =
            [
                .. ProblemSets.Session, .. ProblemSets.Json, .. ProblemSets.Command, .. ProblemSets.Intake, ProblemCodes.PromptTooLarge, ProblemCodes.QueueFull, ProblemCodes.CannotInterject,
                ProblemCodes.IdempotencyKeyInvalid, ProblemCodes.IdempotencyKeyReused,
            ],
        }),
        ("POST /v1/sessions/{id}/cancel", new RouteText("cancel", Tag, "Cancel a turn", "The task that is named, else the one that runs. The turn ends with `cancelled` soon after.")
        {
            Parameters = [CommonParameters.Session],
            Body = [ApiContent.Json("Cancel")],
            Answers = [new ApiAnswer(202, "The cancel is recorded.", ApiContent.Json("Cancelling"))],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Json, .. ProblemSets.Command, ProblemCodes.NothingToCancel],
        }),
        ("GET /v1/tasks/{id}", new RouteText("getTask", Tag, "Show a task", "The handle of a turn: whether it waits, runs or has ended, and how.")
        {
            Parameters = [ApiParameter.Path("id", "The task.", ApiSchema.Id<TurnId>())],
            Answers = [new ApiAnswer(200, "The task.", ApiContent.Json("Task"))],
            Problems = [ProblemCodes.IdInvalid, ProblemCodes.TaskNotFound],
        }),
    ];
}
