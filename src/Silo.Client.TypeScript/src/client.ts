import type * as api from './api.js';
import { SiloProtocolError } from './errors.js';
import { FileContent, filePath, idPath, readHeaders, type ChangeFileOptions, type FileBody, type ReadFileOptions } from './files.js';
import { newKey } from './ids.js';
import type { StreamItem } from './items.js';
import { settingsOf, type Settings, type SiloClientOptions } from './options.js';
import { resumingStream, type StreamOptions } from './stream.js';
import { parse, readText, Transport, type ApiRequest } from './transport.js';

/** What every call takes. An aborted signal means "stop waiting", never "undo". */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Makes a request safe to repeat for 24 hours, also by another process. Default: a new key for each call. */
export interface KeyedOptions extends CallOptions {
  /** 1 to 255 visible ASCII characters. */
  readonly idempotencyKey?: string;
}

/** How a prompt is taken. */
export interface PromptOptions extends KeyedOptions {
  /** `queue`: its turn comes after those that wait. `interject`: into the turn that runs. Default `queue`. */
  readonly mode?: 'queue' | 'interject';
  /** How long the turn may take. */
  readonly deadlineMs?: number;
  /** How long the server may hold the answer back for the turn to end; 0 to 300,000. Default: it answers at once. */
  readonly waitMs?: number;
}

/** One page of a list. */
export interface PageOptions extends CallOptions {
  /** Most in one page; 1 to 200. Default: the server's, 50. */
  readonly limit?: number;
  /** The `next_page` of the page before. */
  readonly page?: string;
}

/**
 * A client of one server. Every call rejects with `SiloApiError` when the server refuses, with `SiloUnreachableError` when no answer comes after the retries, and with
 * `SiloProtocolError` when the answer is not Silo's. Methods are named as the operations of the server's OpenAPI document.
 */
export class SiloClient {
  readonly #http: Transport;
  readonly #settings: Settings;

  constructor(options: SiloClientOptions) {
    this.#settings = settingsOf(options);
    this.#http = new Transport(this.#settings, options.apiKey);
  }

  /** The server's address. */
  get server(): string {
    return this.#settings.server;
  }

  /** A new idempotency key: keep it where it outlives the page or process to make a request safe to repeat after a crash. */
  newIdempotencyKey(): string {
    return newKey(this.#settings);
  }

  /** Makes a session. Repeated on failure, with one idempotency key. */
  createSession(session: api.CreateSession, options: KeyedOptions = {}): Promise<api.Session> {
    return this.#http.json({ ...json(session), ...this.#keyed('/v1/sessions', options) }, options.signal);
  }

  /** Lists sessions, newest first, one page. `label` is `key:value`. */
  listSessions(options: PageOptions & { readonly status?: api.Session['status']; readonly agent?: string; readonly label?: string } = {}): Promise<api.SessionPage> {
    const { signal, ...query } = options;
    return this.#http.json(get('/v1/sessions', query), signal);
  }

  /** Looks a session up. */
  getSession(session: string, options: CallOptions = {}): Promise<api.Session> {
    return this.#http.json(get(idPath('/v1/sessions', session)), options.signal);
  }

  /** Deletes a session with its turn, files and events. */
  deleteSession(session: string, options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: 'DELETE', path: idPath('/v1/sessions', session), repeat: 'safe', goneIsDone: true }, options.signal);
  }

  /**
   * Gives a session a prompt. Repeated on failure, with one idempotency key, so it is taken once. The answer is the accepted task, with a cursor in `after` from which the
   * stream holds the whole answer; or, when it ended within `waitMs`, the ended task.
   */
  prompt(session: string, prompt: api.Prompt['prompt'], options: PromptOptions = {}): Promise<api.Accepted | api.Task> {
    const body: api.Prompt = { prompt, mode: options.mode ?? 'queue', ...(options.deadlineMs === undefined ? {} : { deadline_ms: options.deadlineMs }) };
    const request = this.#keyed(`${idPath('/v1/sessions', session)}/turns`, options);
    const wait = options.waitMs === undefined ? {} : { Prefer: `wait=${Math.floor(options.waitMs / 1000)}` };
    return this.#http.json(
      {
        ...json(body),
        ...request,
        headers: { ...request.headers, ...wait },
        timeoutMs: this.#settings.requestTimeoutMs + (options.waitMs ?? 0),
      },
      options.signal,
    );
  }

  /** Says something into the turn that runs. */
  interject(session: string, prompt: api.Prompt['prompt'], options: KeyedOptions = {}): Promise<api.Accepted | api.Task> {
    return this.prompt(session, prompt, { ...options, mode: 'interject' });
  }

  /** Cancels a task, or whatever runs. The end comes as an event. */
  cancel(session: string, options: CallOptions & { readonly task?: string } = {}): Promise<api.Cancelling> {
    // A named task is cancelled once however often that is asked; "the running one" may be another one the second time.
    const body: api.Cancel = options.task === undefined ? {} : { task: options.task };
    const repeat = options.task === undefined ? 'unsent' : 'safe';
    return this.#http.json({ method: 'POST', path: `${idPath('/v1/sessions', session)}/cancel`, repeat, ...json(body) }, options.signal);
  }

  /** Asks where a task stands. */
  getTask(task: string, options: CallOptions = {}): Promise<api.Task> {
    return this.#http.json(get(idPath('/v1/tasks', task)), options.signal);
  }

  /** Waits for the end of a task, through restarts of the server, by reading the session's stream. `after` is the cursor that came with it. */
  async waitForTask(task: string, options: CallOptions & { readonly after?: string } = {}): Promise<api.Task> {
    const now = await this.getTask(task, options);
    if (now.state === 'ended') return now;
    for await (const item of this.stream(now.session, { ...options, deltas: false }))
      if (item.type === 'event' && item.event.kind === 'turn.ended' && item.event.turn === task) break;
    return this.getTask(task, options);
  }

  /**
   * Reads a session's stream: every item once, in order, through cuts and restarts of the server (promise 4), up to and with the one that says it is closed. Break out of the
   * loop to stop; a slow reader costs the server nothing.
   */
  stream(session: string, options: StreamOptions = {}): AsyncGenerator<StreamItem, void, undefined> {
    return resumingStream(this.#http, `${idPath('/v1/sessions', session)}/events`, options);
  }

  /** Reads a page of recorded events, after a cursor or from a sequence on. */
  readEvents(session: string, options: CallOptions & { readonly after?: string; readonly from?: number; readonly limit?: number } = {}): Promise<api.EventPage> {
    const { signal, ...query } = options;
    return this.#http.json(get(`${idPath('/v1/sessions', session)}/events`, query), signal);
  }

  /** Reads one block of a recorded event whole, also where the event holds only a reference to its content; a text also as HTML, if that is asked for. */
  readBlock(session: string, sequence: number, block: number, options: CallOptions & { readonly html?: boolean } = {}): Promise<api.Block> {
    const { signal, ...query } = options;
    return this.#http.json(get(`${idPath('/v1/sessions', session)}/events/${Number(sequence)}/blocks/${Number(block)}`, query), signal);
  }

  /** A token with which a browser's `EventSource` may begin the session's stream once, within a minute. A secret. */
  issueStreamToken(session: string, options: CallOptions = {}): Promise<api.StreamToken> {
    return this.#http.json({ method: 'POST', path: `${idPath('/v1/sessions', session)}/stream-token`, repeat: 'safe' }, options.signal);
  }

  /** Lists a folder; `.` is the workspace itself. */
  async listFolder(session: string, path = '.', options: CallOptions = {}): Promise<api.Folder> {
    return this.#http.json({ ...get(filePath(session, path)), headers: { Accept: 'application/json' } }, options.signal);
  }

  /** Opens a file; then read its `chunks()`, `bytes()` or `text()`. */
  readFile(session: string, path: string, options: ReadFileOptions = {}): Promise<FileContent> {
    const type = 'application/octet-stream';
    return FileContent.open(this.#http, this.#transfer('GET', filePath(session, path), readHeaders(type, options), [304]), type, options);
  }

  /** Opens a folder as a tar. */
  readTar(session: string, path = '.', options: CallOptions = {}): Promise<FileContent> {
    const type = 'application/x-tar';
    return FileContent.open(this.#http, this.#transfer('GET', filePath(session, path), { Accept: type }), type, options);
  }

  /** Replaces a file as a whole; its folders are made. Returns its new tag. */
  writeFile(session: string, path: string, body: FileBody, options: ChangeFileOptions = {}): Promise<string | null> {
    const request = this.#transfer('PUT', filePath(session, path), { 'Content-Type': 'application/octet-stream', ...conditions(options) });
    return this.#http.retry(upload(request, body, options), async (response) => response.headers.get('ETag'), options.signal);
  }

  /** Unpacks a tar into a folder, all of it or nothing. Returns how many files it held. */
  async writeTar(session: string, path: string, tar: FileBody, options: CallOptions = {}): Promise<number> {
    const request = this.#transfer('PUT', filePath(session, path), { 'Content-Type': 'application/x-tar' });
    return (await this.#http.json<api.Unpacked>(upload(request, tar, {}), options.signal)).files;
  }

  /** Removes a file or a link; nothing at the path is fine where no condition needs it. */
  removeFile(session: string, path: string, options: Omit<ChangeFileOptions, 'onlyNew'> = {}): Promise<void> {
    const repeat = options.ifMatch === undefined ? 'safe' : 'unsent';
    return this.#http.done({ method: 'DELETE', path: filePath(session, path), headers: conditions(options), repeat }, options.signal);
  }

  /** Lists what a session's agent handed over to people, all versions, in the order in which that was done, one page. A page may be empty and not the last: `next_page` says so. */
  listArtifacts(session: string, options: PageOptions = {}): Promise<api.ArtifactList> {
    const { signal, ...query } = options;
    return this.#http.json(get(`${idPath('/v1/sessions', session)}/artifacts`, query), signal);
  }

  /** All of a session's artifacts; asks for a page when the one before was read. Their names are hostile: never a path as they are. */
  async *artifacts(session: string, options: CallOptions = {}): AsyncGenerator<api.Artifact, void, undefined> {
    let page: string | null = null;
    do {
      const list: api.ArtifactList = await this.listArtifacts(session, { ...options, limit: 200, ...(page === null ? {} : { page }) });
      yield* list.artifacts;
      if (list.next_page !== null && list.next_page === page) throw new SiloProtocolError('A page of artifacts is followed by itself.');
      page = list.next_page;
    } while (page !== null);
  }

  /** Opens an artifact by its number; then read its `chunks()`, `bytes()` or `text()`. It never changes. */
  readArtifact(session: string, artifact: number, options: ReadFileOptions = {}): Promise<FileContent> {
    const path = `${idPath('/v1/sessions', session)}/artifacts/${Number(artifact)}`;
    return FileContent.open(this.#http, this.#transfer('GET', path, readHeaders('*/*', options), [304]), null, options);
  }

  /** Lists approvals, newest first, one page. */
  listApprovals(options: PageOptions & { readonly session?: string; readonly open?: boolean } = {}): Promise<api.ApprovalPage> {
    const { signal, ...query } = options;
    return this.#http.json(get('/v1/approvals', query), signal);
  }

  /** Decides an approval. Sent once: after `SiloUnreachableError` look at the list before deciding again. `ApprovalResolvedError`: somebody decided before. */
  decideApproval(approval: string, decision: api.Decision, options: CallOptions = {}): Promise<api.Approval> {
    return this.#http.json({ method: 'POST', path: idPath('/v1/approvals', approval), repeat: 'unsent', ...json(decision) }, options.signal);
  }

  /** Lists the agents that sessions can be made of. */
  async listAgents(options: CallOptions = {}): Promise<readonly api.Agent[]> {
    return (await this.#http.json<api.AgentList>(get('/v1/agents'), options.signal)).agents;
  }

  /** Asks whether an agent file would do on this server. One that will not do is an answer, not an error. */
  validateAgent(file: string, options: CallOptions = {}): Promise<api.AgentValidation> {
    return this.#http.json({ method: 'POST', path: '/v1/agents/validate', repeat: 'safe', ...json({ file }) }, options.signal);
  }

  /** Shows a key by a cookie from now on, in a page of the server's own. The cookie is out of reach of scripts. */
  login(key: string, options: CallOptions = {}): Promise<api.WhoAmI> {
    return this.#http.json({ method: 'POST', path: '/v1/login', repeat: 'safe', ...json({ key }) }, options.signal);
  }

  /** Takes the cookie away. */
  logout(options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: 'POST', path: '/v1/logout', repeat: 'safe' }, options.signal);
  }

  /** Who the server takes this client for. */
  whoAmI(options: CallOptions = {}): Promise<api.WhoAmI> {
    return this.#http.json(get('/v1/whoami'), options.signal);
  }

  /** Makes a key. Sent once: its secret is in `key`, this once. After `SiloUnreachableError` look for it in the list and revoke it. */
  createKey(key: api.CreateKey, options: CallOptions = {}): Promise<api.Key> {
    return this.#http.json({ method: 'POST', path: '/v1/keys', repeat: 'unsent', ...json(key) }, options.signal);
  }

  /** Lists the tenant's keys, newest first, one page. */
  listKeys(options: PageOptions = {}): Promise<api.KeyPage> {
    const { signal, ...query } = options;
    return this.#http.json(get('/v1/keys', query), signal);
  }

  /** Revokes a key: it opens nothing any more, and streams that it opened end. */
  revokeKey(key: string, options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: 'DELETE', path: idPath('/v1/keys', key), repeat: 'safe' }, options.signal);
  }

  /** Reads the audit log, newest first, one page. `since` and `until` are times in RFC 3339. */
  listAudit(
    options: PageOptions & { readonly caller?: string; readonly operation?: string; readonly target?: string; readonly since?: string; readonly until?: string } = {},
  ): Promise<api.AuditPage> {
    const { signal, ...query } = options;
    return this.#http.json(get('/v1/audit', query), signal);
  }

  /** Whether the process works. */
  isLive(options: CallOptions = {}): Promise<api.Live> {
    return this.#http.json(get('/health/live'), options.signal);
  }

  /** Whether the server can take work. Not ready is an answer, not an error. */
  isReady(options: CallOptions = {}): Promise<api.Ready> {
    const read = async (response: Response): Promise<api.Ready> => {
      const text = await readText(response, this.#settings.responseBytesMax);
      // A refusal, or what something between says, has no checks.
      return response.headers.get('Content-Type')?.split(';')[0]?.trim() === 'application/json' ? (parse(text) as api.Ready) : { ready: response.ok, checks: [] };
    };
    return this.#http.retry({ ...get('/health/ready'), accepts: [503] }, read, options.signal);
  }

  /** What of the server works, and with how much protection. Something that failed is an answer, not an error. */
  runDoctor(options: CallOptions = {}): Promise<api.Doctor> {
    return this.#http.json(get('/v1/doctor'), options.signal);
  }

  /** The server's description of itself. */
  getOpenApi(options: CallOptions = {}): Promise<Record<string, unknown>> {
    return this.#http.json(get('/openapi/v1.json'), options.signal);
  }

  #keyed(path: string, options: KeyedOptions): ApiRequest & { headers: Record<string, string> } {
    return { method: 'POST', path, repeat: 'safe', headers: { ...jsonType, 'Idempotency-Key': options.idempotencyKey ?? this.newIdempotencyKey() } };
  }

  #transfer(method: 'GET' | 'PUT', path: string, headers: Record<string, string>, accepts: readonly number[] = []): ApiRequest {
    return { method, path, headers, accepts, repeat: 'safe', timeoutMs: this.#settings.transferTimeoutMs };
  }
}

const jsonType = { 'Content-Type': 'application/json' };

function get(path: string, query: Readonly<Record<string, string | number | boolean | undefined>> = {}): ApiRequest {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return { method: 'GET', path: parameters.size === 0 ? path : `${path}?${parameters}`, headers: { Accept: 'application/json' }, repeat: 'safe' };
}

const json = (body: object): { body: string; headers: Record<string, string> } => ({ body: JSON.stringify(body), headers: jsonType });

function conditions(options: ChangeFileOptions): Record<string, string> {
  return {
    ...(options.ifMatch === undefined ? {} : { 'If-Match': options.ifMatch }),
    ...(options.onlyNew === true ? { 'If-None-Match': '*' } : {}),
  };
}

const upload = (request: ApiRequest, body: FileBody, options: ChangeFileOptions): ApiRequest => ({
  ...request,
  body,
  repeat: body instanceof ReadableStream || options.ifMatch !== undefined || options.onlyNew === true ? 'unsent' : 'safe',
});
