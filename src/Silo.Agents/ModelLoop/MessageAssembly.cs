using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Turns a provider's pieces into one message.</summary>
internal sealed class MessageAssembly(ModelSettings settings, IMessageSink sink, int bytesMax)
{
    private readonly BlockSequencer _blocks = new(sink, bytesMax);
    private string _model = settings.Name;
    private string? _stopReason;

    /// <summary>Whether the message is whole.</summary>
    internal bool Finished => _stopReason is not null;

    /// <summary>What the call used, with its cost; null until the provider said so.</summary>
    internal Usage? Usage { get; private set; }

    internal MessageResult Result => new(_stopReason!, _model, Usage ?? Usage.None);

    internal void Take(ModelPiece piece)
    {
        if (Finished && piece is (ModelPiece.Opened or ModelPiece.Text)) throw ModelFailure.Foreign("The message went on after its end.", Usage);
        switch (piece)
        {
            case ModelPiece.Opened opened:
                _blocks.Open(opened.Block, opened.Kind, opened.CallId, opened.Tool);
                break;
            case ModelPiece.Text text:
                // Text of a block that never began: the beginning was lost, so the rest is no message.
                if (!_blocks.Append(text.Block, text.Value)) throw ModelFailure.Foreign("A piece belongs to no open block.", Usage);
                break;
            case ModelPiece.Signed signed:
                _blocks.Sign(signed.Block, signed.Signature, signed.Redacted);
                break;
            case ModelPiece.Closed closed:
                _blocks.Close(closed.Block);
                break;
            case ModelPiece.Named named:
                _model = named.Model;
                break;
            case ModelPiece.Used used:
                Usage = used.Usage with { CostMicroUsd = settings.Prices?.CostMicroUsd(used.Usage) ?? 0 };
                break;
            case ModelPiece.Finished finished:
                _blocks.CloseAll();
                _stopReason = finished.StopReason;
                break;
        }
    }
}
