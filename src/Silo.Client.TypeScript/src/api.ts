// Written from docs/protocol/openapi.json by the test ApiTypesTests; do not change it by hand.

/** A prompt that was recorded. */
export interface Accepted {
  /** The task. */
  readonly task: string;
  /** The session. */
  readonly session: string;
  /** Of the moment when the prompt was recorded; of a prompt that steered a turn, or was sent before, that of now. */
  readonly state: 'queued' | 'running' | 'ended';
  /** How many turns wait before it. */
  readonly position: number;
  /** A cursor from which the stream holds the whole answer. */
  readonly after: string;
}

/** An agent. */
export interface Agent {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** What it is for. */
  readonly description: string | null;
  /** What drives it. */
  readonly driver: string;
  /** The names of its tools. */
  readonly tools: readonly string[];
}

/** One thing that is wrong with an agent file. */
export interface AgentFault {
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;
  /** From 1; 0 when the file as a whole is meant. */
  readonly column: number;
  /** The setting; empty when the file as a whole is meant. */
  readonly setting: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

/** All agents. */
export interface AgentList {
  /** The agents. */
  readonly agents: readonly Agent[];
}

/** What became of a check. */
export interface AgentValidation {
  /** Whether the file would do. */
  readonly valid: boolean;
  /** The agent, when it would. */
  readonly agent: Agent | null;
  /** Everything that is wrong. */
  readonly errors: readonly AgentFault[];
}

/** A question to a person. */
export interface Approval {
  /** Its id. */
  readonly id: string;
  /** The session. */
  readonly session: string;
  /** The task that waits. */
  readonly task: string;
  /** Why it is asked, as a word. */
  readonly reason: string;
  /** What is asked. Holds text of a model: hostile. */
  readonly title: string;
  /** The tool that it is about. */
  readonly tool: string | null;
  /** When it was asked. */
  readonly requested_at: string;
  /** What was decided; null while it waits. */
  readonly decision: string | null;
  /** What the person wrote. */
  readonly answer: string | null;
  /** The name and id of the key that decided. */
  readonly decided_by: string | null;
  /** When it was decided. */
  readonly decided_at: string | null;
}

/** A page of approvals. */
export interface ApprovalPage {
  /** The approvals. */
  readonly approvals: readonly Approval[];
  /** The `page` of the next one; null on the last. */
  readonly next_page: string | null;
}

/** Something that a tool call handed over to people. It never changes. */
export interface Artifact {
  /** Its number: the sequence of the event that published it. */
  readonly artifact: number;
  /** Its file name. One with the name of an earlier one is its next version. Written by a model or a tool: hostile. */
  readonly name: string;
  /** What it is, in a line. Hostile. */
  readonly title: string | null;
  /** Its media type, as its maker says. Hostile. */
  readonly media_type: string;
  /** In bytes. */
  readonly size: number;
  /** Of its content: the `ETag` without its quotes. */
  readonly sha256: string;
  /** The workspace's file that it is a copy of; null when it is none. */
  readonly path: string | null;
  /** The task that published it. */
  readonly task: string | null;
  /** When. */
  readonly published_at: string;
}

/** A page of artifacts. */
export interface ArtifactList {
  /** The artifacts, in the order in which they were published. There may be more, also where there is none here: `next_page` says so. */
  readonly artifacts: readonly Artifact[];
  /** For `page`; null on the last page. */
  readonly next_page: string | null;
}

/** A change that was asked for. */
export interface AuditEntry {
  /** Its id. */
  readonly id: string;
  /** When it was asked for, before it was made. */
  readonly at: string;
  /** Who asked. */
  readonly caller: string;
  /** The caller's name. */
  readonly caller_name: string;
  /** What was asked. */
  readonly operation: string;
  /** The id of what it was about. */
  readonly target: string | null;
  /** The request's id, as in the log. */
  readonly request: string;
  /** What became of it: `done`, `forbidden`, `failed`, `abandoned`, or the code that was answered; null when the host died in between. */
  readonly outcome: string | null;
  /** When that was known. */
  readonly ended_at: string | null;
}

/** A page of the audit log. */
export interface AuditPage {
  /** The entries. */
  readonly entries: readonly AuditEntry[];
  /** The `page` of the next one; null on the last. */
  readonly next_page: string | null;
}

/** A block of a prompt, a message or a tool's result. */
export interface Block {
  /** The event. */
  readonly sequence: number;
  /** Its number in the event. */
  readonly block: number;
  /** What it is. */
  readonly type: 'text' | 'thought' | 'tool_use';
  /** The text; of a tool call its input as JSON. Written by models and tools: hostile. */
  readonly text: string;
  /** Of a text, when it was asked for and is no longer than 64 Ki characters: elements of Markdown and tables, no markup that stood in the text, links of http, https and mailto, no images. Else null. */
  readonly html: string | null;
}

/** Which turn to cancel. */
export interface Cancel {
  /** The task; without it the one that runs. */
  readonly task?: string | null;
}

/** A cancel that was recorded. */
export interface Cancelling {
  /** The task that ends. */
  readonly task: string;
}

/** A key to be made. */
export interface CreateKey {
  /** What it is for, in one line. */
  readonly name: string;
  /** What it may do. */
  readonly role: 'viewer' | 'user' | 'approver' | 'operator';
  /** From when it opens nothing; in the future. */
  readonly expires_at?: string | null;
}

/** A session to be made. */
export interface CreateSession {
  /** The name of an agent. */
  readonly agent: string;
  /** What people call it. */
  readonly title?: string | null;
  /** What to find it by. */
  readonly labels?: Readonly<Record<string, string>> | null;
}

/** A decision. */
export interface Decision {
  /** What was decided; which of them an approval takes is said where one is refused. */
  readonly decision: 'approve' | 'reject' | 'answer';
  /** The answer, or why; 16384 bytes at most. */
  readonly answer?: string | null;
}

/** What of the host works. */
export interface Doctor {
  /** The worst of the checks. */
  readonly status: 'ok' | 'degraded' | 'failed';
  /** What was looked at. */
  readonly checks: readonly DoctorCheck[];
}

/** One thing that was looked at. */
export interface DoctorCheck {
  /** What it is. */
  readonly name: string;
  /** How it is: `degraded` works with less protection or room than it should have. */
  readonly status: 'ok' | 'degraded' | 'failed';
  /** One line for people. */
  readonly detail: string;
  /** What to do about it. */
  readonly mend: string | null;
}

/** A folder. */
export interface Folder {
  /** Its path in the workspace. */
  readonly path: string;
  /** What is in it, in the order of names. */
  readonly entries: readonly FolderEntry[];
  /** Whether there is more than could be listed. */
  readonly truncated: boolean;
}

/** One thing in a folder. */
export interface FolderEntry {
  /** Its path in the workspace. */
  readonly path: string;
  /** What it is. */
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** In bytes; 0 for what is no file. */
  readonly size: number;
  /** When it last changed. */
  readonly modified_at: string;
}

/** A key. */
export interface Key {
  /** Its id. */
  readonly id: string;
  /** What it is for. */
  readonly name: string;
  /** Its tenant. */
  readonly tenant: string;
  /** What it may do. */
  readonly role: 'viewer' | 'user' | 'approver' | 'operator';
  /** When it was made. */
  readonly created_at: string;
  /** Who made it. */
  readonly created_by: string;
  /** From when it opens nothing. */
  readonly expires_at: string | null;
  /** Since when it opens nothing. */
  readonly revoked_at: string | null;
  /** To about a minute. */
  readonly last_used_at: string | null;
  /** The secret; only in the answer that makes the key. */
  readonly key?: string;
}

/** A page of keys. */
export interface KeyPage {
  /** The keys. */
  readonly keys: readonly Key[];
  /** The `page` of the next one; null on the last. */
  readonly next_page: string | null;
}

/** That the process works. */
export interface Live {
  /** True. */
  readonly live: boolean;
}

/** A key to be shown by a cookie. */
export interface Login {
  /** The key. */
  readonly key: string;
}

/** An error (RFC 9457). */
export interface Problem {
  /** The code as a URI. */
  readonly type: string;
  /** What it is. */
  readonly title: string;
  /** The response's status. */
  readonly status: number;
  /** Stable; docs/errors has its page. A later version may add codes: go by `status` and `retryable` then. */
  readonly code: string;
  /** What happened here and what to do. */
  readonly detail: string;
  /** The bound that was reached. */
  readonly limit?: string;
  /** The value of that bound. */
  readonly value?: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** With `approval_resolved`: the approval as it was decided first. */
  readonly approval?: Approval;
}

/** A prompt. */
export interface Prompt {
  /** A text, or blocks of text; 204800 bytes at most. */
  readonly prompt: string | readonly { readonly type: 'text'; readonly text: string; }[];
  /** `queue`: its turn comes after those that wait. `interject`: into the turn that runs. */
  readonly mode?: 'queue' | 'interject' | null;
  /** How long its turn may take, in milliseconds; without it the agent's own limit holds. */
  readonly deadline_ms?: number | null;
}

/** Whether the server can serve. */
export interface Ready {
  /** Whether every check is well. */
  readonly ready: boolean;
  /** What was looked at. */
  readonly checks: readonly ReadyCheck[];
}

/** One check. */
export interface ReadyCheck {
  /** Its name. */
  readonly name: string;
  /** Whether it is well. */
  readonly ok: boolean;
  /** One line for people. */
  readonly detail: string;
}

/** A session. */
export interface Session {
  /** Its id. */
  readonly id: string;
  /** The agent's name. */
  readonly agent: string;
  /** The version of the agent of which it was made, and stays. */
  readonly agent_version: string;
  /** What people call it. */
  readonly title: string | null;
  /** What to find it by. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether nothing runs, a turn runs, or one waits for a person. */
  readonly status: 'idle' | 'running' | 'waiting';
  /** When it was made. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
  /** The fence of its last activation; 0 before the first. */
  readonly epoch: number;
  /** The sequence of its last event. */
  readonly head: number;
}

/** A page of sessions. */
export interface SessionPage {
  /** The sessions. */
  readonly sessions: readonly Session[];
  /** The `page` of the next one; null on the last. */
  readonly next_page: string | null;
}

/** A stream token. */
export interface StreamToken {
  /** For the `token` of the session's events. A secret. */
  readonly token: string;
  /** Until when a stream may be begun with it. */
  readonly begin_before: string;
}

/** The handle of a turn. */
export interface Task {
  /** Its id. */
  readonly task: string;
  /** The session. */
  readonly session: string;
  /** Whether it waits, runs or has ended. */
  readonly state: 'queued' | 'running' | 'ended';
  /** Why it ended; null before. */
  readonly stop_reason: 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled' | 'paused_limit' | 'failed' | null;
  /** When its prompt was recorded. */
  readonly queued_at: string;
  /** When it ended; null before. */
  readonly ended_at: string | null;
  /** With the stop reasons `failed` and `paused_limit`; else null. */
  readonly error: TaskError | null;
}

/** Why a task did not end well. */
export interface TaskError {
  /** A stable code; docs/errors has its page. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** Whether the same prompt may succeed later. */
  readonly retryable: boolean;
}

/** A tar that was unpacked. */
export interface Unpacked {
  /** How many files it held. */
  readonly files: number;
}

/** An agent file to be checked. */
export interface ValidateAgent {
  /** The text of the file. */
  readonly file: string;
}

/** A caller. */
export interface WhoAmI {
  /** As the audit log names it: a key's id, `jwt:` and the subject of a token, or `local`. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Where it acts. */
  readonly tenant: string;
  /** What it may do there. */
  readonly role: 'viewer' | 'user' | 'approver' | 'operator';
  /** How it is known: `none` where no key is needed. */
  readonly proof: 'none' | 'key' | 'jwt' | 'cookie';
  /** When what it shows ends; null for never. */
  readonly ends_at: string | null;
}

/** A durable record. What `data` holds stands for each kind in docs/protocol/events.md. A kind that a reader does not know counts all the same. */
export interface Event {
  /** The format version. */
  readonly v: number;
  /** What happened. */
  readonly kind: string;
  /** Its number in the session, without a gap. */
  readonly sequence: number;
  /** When it was decided. Not an order. */
  readonly time: string;
  /** Who owns the session. */
  readonly tenant: string;
  /** The session. */
  readonly session: string;
  /** The fence under which it was written. */
  readonly epoch: number;
  /** The turn; absent where it belongs to none. */
  readonly turn?: string;
  /** The sequence of its step's started event; absent where it belongs to none. */
  readonly step?: number;
  /** The path of the agent it comes from. */
  readonly agent: string;
  /** What the kind says. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A page of stored events. */
export interface EventPage {
  /** The events, in their order. */
  readonly events: readonly Event[];
  /** The cursor after the last of them. */
  readonly after: string;
  /** The sequence of the session's last event. */
  readonly head: number;
}
