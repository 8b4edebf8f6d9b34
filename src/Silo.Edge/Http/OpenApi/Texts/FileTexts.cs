using System.Text.Json.Nodes;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of files.</summary>
internal static class FileTexts
{
    public const string TagName = "files";

    private static readonly ApiParameter Path = ApiParameter.Path(
        "path", "A relative path, each name percent-encoded, with `/` between names; it is decoded once. `.`, or nothing, is the workspace itself. It holds no `..`.",
        new() { ["type"] = "string", ["maxLength"] = 4096 });

    private static readonly (string Name, string Text, JsonObject Schema) Attachment =
        ("Content-Disposition", "Of bytes: `attachment`, so that no browser shows what an agent wrote.", ApiSchema.OneOf("attachment"));

    private static readonly (string Name, string Text, JsonObject Schema) Tag =
        ("ETag", "Of a file that one request could bring: the SHA-256 of its content. Longer ones have none.", Quoted());

    private static readonly ApiParameter IfMatch = ApiParameter.Header("If-Match", "Only if the file has one of these tags; `*` for any file.", ApiSchema.Text());

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/sessions/{id}/files/{path}", new RouteText("readFile", TagName, "Read a file or a folder", "A file's bytes; a folder's list, or with `Accept: application/x-tar` the folder as a tar. What an agent changes meanwhile may be in it or not.")
        {
            Parameters =
            [
                CommonParameters.Session,
                Path,
                ApiParameter.Header("Range", "Of a file: one range of bytes. Several ranges get the whole file.", ApiSchema.Text()),
                ApiParameter.Header("If-Range", "The range only if the file has this tag, else the whole file.", ApiSchema.Text()),
                ApiParameter.Header("If-None-Match", "Only if the file has none of these tags, else 304.", ApiSchema.Text()),
                IfMatch,
            ],
            Answers =
            [
                new ApiAnswer(206, "The range of the file.", ApiContent.Bytes(ContentTypes.Bytes))
                {
                    Headers = [Attachment, Tag, ("Content-Range", "The range, and the length of the file.", ApiSchema.Text())],
                },
                new ApiAnswer(304, "The file has a tag that If-None-Match names.") { Headers = [Tag] },
                new ApiAnswer(200, "The file, or the folder.", ApiContent.Bytes(ContentTypes.Bytes), ApiContent.Json("Folder"), ApiContent.Bytes(ContentTypes.Tar)) { Headers = [Attachment, Tag] },
            ],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Files, ProblemCodes.PreconditionFailed, ProblemCodes.RangeInvalid],
        }),
        ("PUT /v1/sessions/{id}/files/{path}", new RouteText("writeFile", TagName, "Write a file, or unpack a tar", "The file is replaced as a whole, and its folders are made. A tar is unpacked into the folder, all of it or nothing; an entry that is absolute, leads out or is a device refuses it.")
        {
            Parameters = [CommonParameters.Session, Path, IfMatch, ApiParameter.Header("If-None-Match", "`*`: only if there is nothing yet.", ApiSchema.Text())],
            Body = [ApiContent.Bytes(ContentTypes.Bytes), ApiContent.Bytes(ContentTypes.Tar)],
            Answers = [new ApiAnswer(200, "Of a tar: it is unpacked.", ApiContent.Json("Unpacked")), new ApiAnswer(204, "Of a file: it is written.") { Headers = [Tag] }],
            Problems =
            [
                .. ProblemSets.Session, .. ProblemSets.Files, ProblemCodes.ContentTypeRefused, ProblemCodes.BodyTooLarge, ProblemCodes.RequestTimeout, ProblemCodes.FileTooLarge,
                ProblemCodes.WorkspaceFull, ProblemCodes.TarInvalid, ProblemCodes.TarHostile, ProblemCodes.TarTooLarge,
                ProblemCodes.PreconditionFailed,
            ],
        }),
        ("DELETE /v1/sessions/{id}/files/{path}", new RouteText("removeFile", TagName, "Remove a file", "Or a link, never what it leads to. Where nothing is, nothing is done, so it may be repeated. Folders stay.")
        {
            Parameters = [CommonParameters.Session, Path, IfMatch],
            Answers = [new ApiAnswer(204, "There is no such file any more.")],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Files, ProblemCodes.PreconditionFailed],
        }),
    ];

    private static JsonObject Quoted() => new() { ["type"] = "string", ["pattern"] = "^\"[0-9a-f]{64}\"$" };
}
