using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Files;

/// <summary>What a request demands of the file as it is (RFC 9110, section 13).</summary>
internal sealed class FileConditions
{
    private readonly IReadOnlyList<EntityTagHeaderValue>? _match;
    private readonly IReadOnlyList<EntityTagHeaderValue>? _noneMatch;

    private FileConditions(IReadOnlyList<EntityTagHeaderValue>? match, IReadOnlyList<EntityTagHeaderValue>? noneMatch)
    {
        _match = match;
        _noneMatch = noneMatch;
    }

    /// <summary>Whether it demands anything.</summary>
    public bool Any => _match is not null || _noneMatch is not null;

    /// <exception cref="ProblemException">A condition cannot be read. Passing over it could overwrite what its sender meant to keep.</exception>
    public static FileConditions Read(HttpRequest request) => new(Tags(request, HeaderNames.IfMatch), Tags(request, HeaderNames.IfNoneMatch));

    /// <summary>Whether the file is one of those that If-None-Match names: a reader has it already.</summary>
    /// <param name="tag">The file's; null where it has none.</param>
    public bool IsKnown(EntityTagHeaderValue? tag) => _noneMatch is not null && Names(_noneMatch, exists: true, tag, strong: false);

    /// <summary>Checks what a read demands.</summary>
    /// <exception cref="ProblemException">If-Match names another file.</exception>
    public void RequireMatch(bool exists, EntityTagHeaderValue? tag)
    {
        if (_match is not null && !Names(_match, exists, tag, strong: true)) throw Failed(exists ? "The file is another than If-Match names." : "There is no file, and If-Match needs one.");
    }

    /// <summary>Checks what a change demands.</summary>
    /// <param name="exists">Whether there is a file.</param>
    /// <param name="tag">Its tag; null where it has none.</param>
    /// <exception cref="ProblemException">The file is not as the caller believes.</exception>
    public void RequireForChange(bool exists, EntityTagHeaderValue? tag)
    {
        RequireMatch(exists, tag);
        if (_noneMatch is not null && Names(_noneMatch, exists, tag, strong: false)) throw Failed("There is such a file already, and If-None-Match rules it out.");
    }

    private static bool Names(IReadOnlyList<EntityTagHeaderValue> tags, bool exists, EntityTagHeaderValue? tag, bool strong) =>
        exists && tags.Any(one => one.Equals(EntityTagHeaderValue.Any) || (tag is not null && one.Compare(tag, strong)));

    private static IReadOnlyList<EntityTagHeaderValue>? Tags(HttpRequest request, string header)
    {
        if (!request.Headers.TryGetValue(header, out var values)) return null;
        return EntityTagHeaderValue.TryParseStrictList(values!, out var tags) && tags.Count > 0
            ? [.. tags]
            : throw new Problem(ProblemCodes.RequestInvalid, $"{header} must be * or entity tags, such as \"abc\".").ToException();
    }

    private static ProblemException Failed(string detail) => new Problem(ProblemCodes.PreconditionFailed, detail).ToException();
}
