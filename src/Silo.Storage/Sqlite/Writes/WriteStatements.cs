using Silo.Storage.Sqlite.Access;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>The writer's prepared statements.</summary>
internal sealed class WriteStatements(Connection connection)
{
    internal Statement Begin { get; } = connection.Prepare("BEGIN IMMEDIATE");

    internal Statement Commit { get; } = connection.Prepare("COMMIT");

    internal SessionStatements Sessions { get; } = new(connection);

    internal EventStatements Events { get; } = new(connection);

    internal TicketStatements Tickets { get; } = new(connection);

    internal ApprovalStatements Approvals { get; } = new(connection);

    internal KeyStatements Keys { get; } = new(connection);

    internal ApiKeyStatements ApiKeys { get; } = new(connection);

    internal AuditStatements Audit { get; } = new(connection);
}
