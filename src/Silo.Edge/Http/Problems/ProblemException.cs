namespace Silo.Edge.Http.Problems;

/// <summary>Ends a request with a problem. Thrown where a request is read, caught by <see cref="ProblemMiddleware"/>.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
