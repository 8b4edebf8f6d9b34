using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.SignalR;

/// <summary>Gives every error of the hub the form that it has over HTTP, as JSON in the message of a <see cref="HubException"/>.</summary>
internal sealed partial class HubProblems(ILogger<HubProblems> logger)
{
    public static HubException From(Problem problem) =>
        new(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(ProblemBody.From(problem), ResponseJson.Relaxed.ProblemBody)));

    /// <summary>What a caller is told of an exception.</summary>
    public HubException From(Exception exception, string method)
    {
        var problem = ExceptionProblems.From(exception);
        if (problem is null) LogUnexpected(exception, method);
        else if (problem.Code.Status >= 500 && exception is not ProblemException) LogServerProblem(exception, method, problem.Code.Code);
        return From(problem ?? new Problem(ProblemCodes.Internal, "The server failed in a way that it did not expect. Its log says more."));
    }

    [LoggerMessage(EventId = 5201, Level = LogLevel.Error, Message = "The hub's {Method} failed in a way that nobody expected")]
    private partial void LogUnexpected(Exception exception, string method);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning, Message = "The hub's {Method} was answered with {Code}")]
    private partial void LogServerProblem(Exception exception, string method, string code);
}
