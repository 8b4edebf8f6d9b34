using System.Text;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Steps;

/// <summary>What one call hands over, until its result takes it along.</summary>
internal sealed class CallArtifacts(SessionArtifacts session) : IToolArtifacts
{
    private readonly Lock _gate = new();
    private readonly List<ArtifactPublished> _stored = [];
    private int _begun;
    private bool _isTaken;

    /// <inheritdoc />
    public async Task<BlobRef> PublishAsync(ArtifactDraft draft, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(content);
        Check(draft);
        lock (_gate)
        {
            ThrowIfTaken();
            if (_begun >= ArtifactLimits.PerCallMax) throw new ArtifactRefusedException("artifact_limit", $"A call publishes at most {ArtifactLimits.PerCallMax} artifacts.");
            _begun++;
        }

        ArtifactPublished? artifact = null;
        try
        {
            artifact = await session.StoreAsync(draft, content, cancellationToken);
        }
        finally
        {
            if (artifact is null)
                lock (_gate) _begun--;
        }

        lock (_gate)
        {
            ThrowIfTaken();
            _stored.Add(artifact);
        }

        return artifact.Content;
    }

    /// <summary>What was stored, in the order in which that was done. Nothing is taken any more.</summary>
    internal IReadOnlyList<ArtifactPublished> Take()
    {
        lock (_gate)
        {
            _isTaken = true;
            return [.. _stored];
        }
    }

    private static void Check(ArtifactDraft draft)
    {
        if (!ArtifactName.IsValid(draft.Name, out var error)) throw Invalid(error);
        if (!MediaType.IsValid(draft.MediaType)) throw Invalid("A media type is a type and a subtype, such as text/plain, without parameters.");
        // What no event can hold would cost the call its whole result.
        if (draft.Title is { } title && (title.EnumerateRunes().Contains(Rune.ReplacementChar) || Encoding.UTF8.GetByteCount(title) > ArtifactLimits.TitleBytesMax))
            throw Invalid($"A title has at most {ArtifactLimits.TitleBytesMax} bytes of valid Unicode.");
        if (draft.Path is { } path && !WorkspacePath.TryParse(path, out _, out var wrong)) throw Invalid(wrong);
    }

    private void ThrowIfTaken()
    {
        if (_isTaken) throw new InvalidOperationException("The call has ended; what it did not hand over before that is not published.");
    }

    private static ArtifactRefusedException Invalid(string error) => new("artifact_invalid", error);
}
