namespace Silo.FakeModel.Delivery;

/// <summary>One request's line in the ledger.</summary>
internal sealed class Ticket(Ledger ledger, int index)
{
    internal void Sent(int bytes, bool token) =>
        ledger.Update(index, r => r with { BytesSent = r.BytesSent + bytes, TokensSent = r.TokensSent + (token ? 1 : 0) });

    internal void Status(int status) => ledger.Update(index, r => r with { Status = status });

    internal void End(RequestOutcome outcome) => ledger.Update(index, r => r.Outcome == RequestOutcome.Running ? r with { Outcome = outcome } : r);
}
