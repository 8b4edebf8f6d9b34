import { backoffMs, pause } from './backoff.js';
import { Continuity } from './continuity.js';
import { Deadline } from './deadline.js';
import { SiloApiError, SiloProtocolError, SiloUnreachableError } from './errors.js';
import { itemOf, type ClosedItem, type StreamItem } from './items.js';
import { SseParser } from './sse.js';
import { isBroken, reasonOf, type Transport } from './transport.js';

/** How a stream is read. */
export interface StreamOptions {
  /** Where to go on: the cursor of the last item that was handled. Default: the first event. */
  readonly after?: string | null;
  /** Whether to wait for what comes next. False ends at the head. Default true. */
  readonly follow?: boolean;
  /** Whether pieces of open messages are wanted. Default true. */
  readonly deltas?: boolean;
  /**
   * Whether the stream ends when the session has moved to another host, with that host's address: who follows it gets the pieces of open messages, too.
   * Default false: the reader stays with its server and gets the events there. The client itself never goes to another address.
   */
  readonly endWhenMoved?: boolean;
  /** How long to go on trying when nothing comes, in milliseconds. 0 tries once. Default: for ever. */
  readonly giveUpAfterMs?: number;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  /** Called before each wait for another try; must be quick and not throw. */
  readonly onReconnecting?: (reconnecting: Reconnecting) => void;
  /** Called when a connection is open, the first one too; must be quick and not throw. */
  readonly onConnected?: () => void;
}

/** A stream broke, and the client is about to come back with its cursor. */
export interface Reconnecting {
  /** Tries in a row that brought nothing: 1, 2, 3 … */
  readonly attempt: number;
  /** How long it waits before the next. */
  readonly waitMs: number;
  /** What happened, in one sentence. */
  readonly reason: string;
}

interface Broken {
  readonly reason: string;
  readonly askedMs: number | null;
  readonly cause?: unknown;
}

/** Reads a session over as many connections as it takes, and checks on the way that nothing is left out or sent twice. */
export async function* resumingStream(transport: Transport, path: string, options: StreamOptions): AsyncGenerator<StreamItem, void, undefined> {
  const { settings } = transport;
  let cursor = options.after ?? null;
  const continuity = new Continuity(cursor === null);
  let failures = 0;
  let brokenSince = 0;
  for (;;) {
    let delivered = false;
    let shutdown = false;
    let broken: Broken | undefined;
    const connection = new Connection(transport, options.signal);
    try {
      broken = await connection.open(addressOf(path, cursor, options));
      if (broken === undefined) options.onConnected?.();
      while (broken === undefined) {
        const next = await connection.next();
        if ('reason' in next && !('type' in next)) {
          broken = next;
          break;
        }

        const item = next as StreamItem;
        if (item.type === 'closed' && comesBack(item, options)) {
          shutdown = true;
          broken = { reason: told(item), askedMs: null };
          break;
        }

        continuity.take(item);
        cursor = item.cursor ?? cursor;
        delivered = true;
        yield item.cursor === cursor ? item : ({ ...item, cursor } as StreamItem);
        if (item.type === 'closed') return;
      }
    } finally {
      connection.close();
    }

    // A server that only ever says that it stops is as good as none.
    if (delivered || (connection.lived && !shutdown)) failures = 0;
    if (failures++ === 0) brokenSince = settings.clock.now();

    // At once the first time, as long as each connection brings something.
    const waitMs = delivered && broken.askedMs === null ? 0 : backoffMs(settings, failures, broken.askedMs);
    if (options.giveUpAfterMs !== undefined && settings.clock.now() - brokenSince + waitMs >= options.giveUpAfterMs)
      throw new SiloUnreachableError(settings.server, `${broken.reason} Gave up after ${failures} tries.`, broken.cause);
    options.onReconnecting?.({ attempt: failures, waitMs, reason: broken.reason });
    if (waitMs > 0) await pause(settings, waitMs, options.signal);
    else options.signal?.throwIfAborted();
  }
}

function addressOf(path: string, cursor: string | null, options: StreamOptions): string {
  const query = new URLSearchParams();
  if (options.follow === false) query.set('follow', 'false');
  if (options.deltas === false) query.set('deltas', 'false');
  if (cursor !== null) query.set('after', cursor);
  return query.size === 0 ? path : `${path}?${query}`;
}

const comesBack = (closed: ClosedItem, options: StreamOptions): boolean =>
  closed.reason === 'moved' ? options.endWhenMoved !== true : !['end', 'deleted', 'access_ended'].includes(closed.reason);

function told(closed: ClosedItem): string {
  if (closed.reason === 'moved') return 'the session lives on another host now.';
  return closed.reason === 'shutdown' ? 'the server shuts down.' : `the server ended the stream: ${closed.reason}.`;
}

/** One connection of a stream, from its request to its end. What may pass is returned as broken, not thrown. */
class Connection {
  readonly #transport: Transport;
  readonly #caller: AbortSignal | undefined;
  readonly #deadline: Deadline;
  readonly #parser: SseParser;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #frames: Iterator<StreamItem> | undefined;
  /** Whether anything came after the head of the answer, be it a sign of life. */
  lived = false;

  constructor(transport: Transport, caller: AbortSignal | undefined) {
    this.#transport = transport;
    this.#caller = caller;
    this.#deadline = new Deadline(transport.settings, caller);
    this.#parser = new SseParser(transport.settings.frameBytesMax);
  }

  async open(path: string): Promise<Broken | undefined> {
    const { settings } = this.#transport;
    this.#deadline.within(settings.requestTimeoutMs);
    try {
      const response = await this.#transport.open({ method: 'GET', path, headers: { Accept: 'text/event-stream' }, repeat: 'safe' }, this.#deadline.signal);
      const type = response.headers.get('Content-Type') ?? '';
      if (type.split(';')[0]?.trim() !== 'text/event-stream' || response.body === null)
        throw new SiloProtocolError(`${settings.server} answers a stream with '${type}'.`);
      this.#reader = response.body.getReader();
      return undefined;
    } catch (error) {
      if (error instanceof SiloApiError && (error.retryable || error.status >= 500)) return { reason: error.message, askedMs: error.retryAfterMs, cause: error };
      return this.#broken(error, 'the server does not answer.');
    } finally {
      this.#deadline.rest();
    }
  }

  async next(): Promise<StreamItem | Broken> {
    const silenceMs = this.#transport.settings.streamSilenceMaxMs;
    for (;;) {
      const ready = this.#frames?.next();
      if (ready !== undefined && ready.done !== true) return ready.value;
      this.#deadline.within(silenceMs);
      try {
        const { done, value } = await this.#reader!.read();
        if (done) return { reason: this.#parser.inFrame ? 'the stream was cut inside an event.' : 'the stream was cut.', askedMs: null };
        this.lived = true;
        this.#frames = items(this.#parser, value);
      } catch (error) {
        return this.#broken(error, `the stream was silent for ${silenceMs / 1000} s.`);
      } finally {
        this.#deadline.rest();
      }
    }
  }

  close(): void {
    this.#deadline.end();
    // What it still has to say was said: the connection is gone.
    this.#reader?.cancel().catch(() => undefined);
  }

  #broken(error: unknown, silent: string): Broken {
    if (this.#caller?.aborted) throw this.#caller.reason;
    if (this.#deadline.passed) return { reason: silent, askedMs: null, cause: error };
    if (isBroken(error)) return { reason: reasonOf(error), askedMs: null, cause: error };
    throw error;
  }
}

function* items(parser: SseParser, bytes: Uint8Array): Generator<StreamItem> {
  for (const frame of parser.take(bytes)) yield itemOf(frame);
}
