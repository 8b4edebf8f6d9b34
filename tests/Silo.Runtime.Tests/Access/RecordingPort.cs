using System.Reflection;

namespace Silo.Runtime.Tests.Access;

/// <summary>Plays a port: keeps what it was called with, and answers with a sample.</summary>
public class RecordingPort : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = (_, _) => null;

    /// <summary>Makes one for a port.</summary>
    /// <param name="port">The interface.</param>
    /// <param name="answer">Gets every call.</param>
    public static object For(Type port, Func<MethodInfo, object?[], object?> answer)
    {
        var proxy = Create(port, typeof(RecordingPort));
        ((RecordingPort)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
