namespace Silo.Abstractions.Identity;

/// <summary>An id with a prefix, that reads and writes as one piece of text.</summary>
/// <typeparam name="TSelf">The id itself.</typeparam>
public interface IId<TSelf> : IParsable<TSelf>
    where TSelf : IId<TSelf>
{
    /// <summary>The prefix with its underscore, such as <c>ses_</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>The whole text, prefix included.</summary>
    string Value { get; }
}
