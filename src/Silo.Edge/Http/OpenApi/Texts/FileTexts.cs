using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of files.</summary>
internal static class FileTexts
{
    public const string Tag = "files";

    private static readonly ApiParameter Path = ApiParameter.Path(
        "path", "A relative path, each name percent-encoded, with `/` between names; it is decoded once. `.`, or nothing, is the workspace itself. It holds no `..`.",
        new() { ["type"] = "string", ["maxLength"] = 4096 });

    private static readonly (string Name, string Text, System.Text.Json.Nodes.JsonObject Schema) Attachment =
        ("Content-Disposition", "Of bytes: `attachment`, so that no browser shows what an agent wrote.", ApiSchema.OneOf("attachment"));

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/sessions/{id}/files/{path}", new RouteText("readFile", Tag, "Read a file or a folder", "A file's bytes; a folder's list, or with `Accept: application/x-tar` the folder as a tar. What an agent changes meanwhile may be in it or not.")
        {
            Parameters = [CommonParameters.Session, Path],
            Answers =
            [
                new ApiAnswer(200, "The file, or the folder.", ApiContent.Bytes(ContentTypes.Bytes), ApiContent.Json("Folder"), ApiContent.Bytes(ContentTypes.Tar)) { Headers = [Attachment] },
            ],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Files],
        }),
        ("PUT /v1/sessions/{id}/files/{path}", new RouteText("writeFile", Tag, "Write a file, or unpack a tar", "The file is replaced as a whole, and its folders are made. A tar is unpacked into the folder, all of it or nothing; an entry that is absolute, leads out or is a device refuses it.")
        {
            Parameters = [CommonParameters.Session, Path],
            Body = [ApiContent.Bytes(ContentTypes.Bytes), ApiContent.Bytes(ContentTypes.Tar)],
            Answers = [new ApiAnswer(200, "Of a tar: it is unpacked.", ApiContent.Json("Unpacked")), new ApiAnswer(204, "Of a file: it is written.")],
            Problems =
            [
                .. ProblemSets.Session, .. ProblemSets.Files, ProblemCodes.ContentTypeRefused, ProblemCodes.BodyTooLarge, ProblemCodes.RequestTimeout, ProblemCodes.FileTooLarge,
                ProblemCodes.WorkspaceFull, ProblemCodes.TarInvalid, ProblemCodes.TarHostile, ProblemCodes.TarTooLarge,
            ],
        }),
    ];
}
