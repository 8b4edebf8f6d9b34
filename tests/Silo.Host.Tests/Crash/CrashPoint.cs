using System.Globalization;
using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Tests.Crash;

/// <summary>The k-th time that a kind of point is reached.</summary>
internal sealed record CrashPoint(ProbePoint Kind, int Number)
{
    public static CrashPoint? Parse(string? text)
    {
        if (text?.Split(':') is not [var kind, var number]) return null;
        return new CrashPoint(Enum.Parse<ProbePoint>(kind), int.Parse(number, CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Number}");
}
