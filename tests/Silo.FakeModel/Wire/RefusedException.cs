namespace Silo.FakeModel.Wire;

/// <summary>The provider would refuse the request with 400.</summary>
internal sealed class RefusedException(string message) : Exception(message)
{
    internal static void Unless(bool fine, string message)
    {
        if (!fine) throw new RefusedException(message);
    }
}
