using System.Globalization;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>Reads query parameters, and refuses those that a route does not know: a misspelt one would be ignored otherwise.</summary>
internal readonly struct QueryParameters
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    private readonly IQueryCollection _query;

    /// <exception cref="ProblemException">A parameter is not known, or comes twice.</exception>
    public QueryParameters(HttpRequest request, params ReadOnlySpan<string> known)
    {
        _query = request.Query;
        foreach (var (name, values) in _query)
        {
            if (!known.Contains(name))
                throw Invalid(known.Length == 0 ? $"'{name}' is not known here." : $"'{name}' is not known here; known are {string.Join(", ", known)}.");
            if (values.Count > 1) throw Invalid($"'{name}' comes more than once.");
        }
    }

    /// <summary>The text of a parameter; null when it is absent.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <exception cref="ProblemException">It is no whole number in the range.</exception>
    public int Number(string name, int min, int max, int fallback)
    {
        if (Text(name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Invalid($"'{name}' must be a whole number from {min} to {max}.");
    }

    /// <exception cref="ProblemException">It is neither true nor false.</exception>
    public bool Flag(string name, bool fallback) => Text(name) switch
    {
        null => fallback,
        "true" => true,
        "false" => false,
        _ => throw Invalid($"'{name}' must be true or false."),
    };

    /// <exception cref="ProblemException">It is no time as RFC 3339 writes it, with its offset.</exception>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        return DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Invalid($"'{name}' must be a time like 2026-01-02T03:04:05Z.");
    }

    /// <summary>The id after which a page begins; null for the first page.</summary>
    /// <exception cref="ProblemException">It was not given out as a <c>next_page</c>.</exception>
    public TId? Page<TId>()
        where TId : struct, IId<TId> => ReadPage<TId>(Text("page"));

    /// <summary>Reads a page token; null when there is none.</summary>
    /// <exception cref="ProblemException">It was not given out as a <c>next_page</c>.</exception>
    public static TId? ReadPage<TId>(string? text)
        where TId : struct, IId<TId>
    {
        if (text is null) return null;
        return TId.TryParse(text, provider: null, out var id)
            ? id
            : throw new Problem(ProblemCodes.PageInvalid, "'page' must be the next_page of an earlier answer of the same list.").ToException();
    }

    public static ProblemException Invalid(string detail) => new Problem(ProblemCodes.QueryInvalid, detail).ToException();
}
