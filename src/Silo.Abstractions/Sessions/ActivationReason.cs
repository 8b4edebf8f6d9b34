namespace Silo.Abstractions.Sessions;

/// <summary>Why a session is brought to life.</summary>
public enum ActivationReason
{
    /// <summary>A command came for it.</summary>
    Demand,

    /// <summary>Its node started again and goes on with what it left.</summary>
    Resume,
}
