using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>The situations that a message can meet.</summary>
internal static class Situations
{
    public static IReadOnlyDictionary<string, Func<Scene>> All { get; } = new Dictionary<string, Func<Scene>>
    {
        ["idle"] = () => new Scene(),
        ["running"] = Running,
        ["queued"] = () => With(Running(), s => s.Do(s.Prompt())),
        ["waiting"] = () => With(Running(), s => s.Do(s.Cut())),
        ["interrupted"] = () => With(Running(), s => s.Do(new SessionMessage.CancelReceived(Turn: null))),
        ["tool"] = () => With(AfterMessage(), s => s.Do(s.Tools(1))),
        ["approval"] = () => With(AfterMessage(), s => s.Do(s.Tools(1, approval: true))),
        ["restarted"] = () => With(Running(), s => s.Restart()),
    };

    /// <summary>A model call is under way.</summary>
    private static Scene Running() => With(new Scene(), s =>
    {
        s.Do(s.Prompt());
        s.Do(Scene.Message(0));
    });

    private static Scene AfterMessage() => With(Running(), s => s.Do(s.Said()));

    private static Scene With(Scene scene, Action<Scene> more)
    {
        more(scene);
        return scene;
    }
}
