namespace Silo.Abstractions.Turns;

/// <summary>Makes one attempt of a model call.</summary>
/// <param name="attempt">What the call is about.</param>
/// <param name="sink">Takes the message as it is made.</param>
/// <param name="cancellationToken">Cancelled when the turn is.</param>
/// <returns>How the message ended.</returns>
/// <exception cref="ModelCallException">The attempt failed; says whether another may succeed.</exception>
public delegate Task<MessageResult> MessageProducer(MessageAttempt attempt, IMessageSink sink, CancellationToken cancellationToken);
