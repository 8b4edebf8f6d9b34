using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Feeds;
using Silo.Runtime.Hosting;
using Silo.Runtime.Telemetry;

namespace Silo.Runtime.Sessions;

/// <summary>What every session on this node works with.</summary>
internal sealed record SessionParts(
    IJournal Journal,
    IBlobStore Blobs,
    IWorkspaceStore Workspaces,
    IWorkspaceHolds Holds,
    ISandboxProvider Sandboxes,
    IReadOnlyDictionary<string, IAgentDriver> Drivers,
    IReadOnlyList<IToolSource> Tools,
    IReadOnlyList<ISessionToolSource> SessionTools,
    FeedHub Feeds,
    Owner Owner,
    RuntimeOptions Options,
    TimeProvider Time,
    IIdSource Ids,
    IRandomSource Random,
    IProbe Probe,
    ILoggerFactory Loggers,
    SessionTelemetry Telemetry);
