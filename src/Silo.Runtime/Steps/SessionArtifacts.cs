using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Steps;

/// <summary>Stores what a live session's tool calls hand over, within the session's bounds. Safe from any thread.</summary>
/// <remarks>What was stored counts, published or not, until the next activation counts what the journal holds: so calls that fail fill no disk.</remarks>
internal sealed class SessionArtifacts(SessionState state, IBlobStore blobs)
{
    private readonly SessionKey _session = state.Key;
    private readonly long _bytesMax = state.Agent.Limits.ArtifactBytesMax;
    private readonly Lock _gate = new();
    private long _bytes = state.ArtifactBytes;
    private int _count = state.Artifacts;

    /// <exception cref="ArtifactRefusedException">A bound.</exception>
    internal async Task<ArtifactPublished> StoreAsync(ArtifactDraft draft, Stream content, CancellationToken cancellationToken)
    {
        var taken = Reserve(content.CanSeek ? content.Length - content.Position : null);
        long? stored = null;
        try
        {
            var blob = await blobs.PutStreamAsync(_session, content, taken, cancellationToken);
            stored = blob.Size;
            return new ArtifactPublished { Name = draft.Name, Title = draft.Title, MediaType = draft.MediaType, Path = draft.Path, Content = blob };
        }
        catch (BlobTooLargeException)
        {
            if (content.CanSeek) throw new ArtifactRefusedException("artifact_invalid", $"'{draft.Name}' grew while it was read. Publish it once it is whole.");
            throw taken < ArtifactLimits.BytesMax ? NoRoom() : TooLarge();
        }
        finally
        {
            lock (_gate)
            {
                _bytes -= taken - (stored ?? 0);
                if (stored is null) _count--;
            }
        }
    }

    // Of what does not tell its length, all that there may be: the rest is given back.
    private long Reserve(long? length)
    {
        if (length > ArtifactLimits.BytesMax) throw TooLarge();
        lock (_gate)
        {
            if (_count >= ArtifactLimits.PerSessionMax)
                throw new ArtifactRefusedException("artifact_limit", $"The session has published {_count} artifacts, the most that one can have.");
            var left = Math.Max(0, _bytesMax - _bytes);
            if (length > left || (length is null && left == 0)) throw NoRoom();
            var taken = length ?? Math.Min(left, ArtifactLimits.BytesMax);
            _count++;
            _bytes += taken;
            return taken;
        }
    }

    private ArtifactRefusedException NoRoom() =>
        new("artifact_limit", $"The session's artifacts would have more than {_bytesMax} bytes together, all that they may have (artifact_bytes_max).");

    private static ArtifactRefusedException TooLarge() =>
        new("artifact_too_large", $"An artifact has at most {ArtifactLimits.BytesMax} bytes. Publish a part, or pack it.");
}
