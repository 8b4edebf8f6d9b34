import type { Approval } from './api.js';
import { backoffMs, pause } from './backoff.js';
import { Deadline } from './deadline.js';
import { ApprovalResolvedError, SiloApiError, SiloError, SiloProtocolError, SiloTooLargeError, SiloUnreachableError } from './errors.js';
import type { Settings } from './options.js';

/** A request that can be made as often as it is tried. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit;
  /** `safe`: doing it twice is the same as doing it once. `unsent`: only when it surely never reached the server. */
  readonly repeat: 'safe' | 'unsent';
  readonly timeoutMs?: number;
  /** Statuses beyond 2xx that are answers, not errors. */
  readonly accepts?: readonly number[];
  /** A 404 at a repetition means that an earlier try did it. */
  readonly goneIsDone?: boolean;
}

/** Sends requests, repeats those that are safe to repeat, and turns refusals into typed errors. */
export class Transport {
  readonly settings: Settings;
  readonly #apiKey: string | undefined;

  constructor(settings: Settings, apiKey: string | undefined) {
    this.settings = settings;
    this.#apiKey = apiKey;
  }

  /** Sends a request and reads its JSON answer. */
  json<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    return this.retry(request, async (response) => parse(await readText(response, this.settings.responseBytesMax)) as T, signal);
  }

  /** Sends a request whose answer says nothing more. */
  async done(request: ApiRequest, signal?: AbortSignal): Promise<void> {
    await this.retry(request, (response) => readText(response, this.settings.responseBytesMax), signal);
  }

  /** Sends a request once; the answer as soon as its head is there. */
  async open(request: ApiRequest, signal: AbortSignal): Promise<Response> {
    const headers = new Headers(request.headers);
    if (this.#apiKey !== undefined) headers.set('Authorization', `Bearer ${this.#apiKey}`);
    const init: RequestInit & { duplex?: 'half' } = { method: request.method, headers, signal, redirect: 'manual', cache: 'no-store' };
    if (request.body !== undefined) init.body = request.body;
    if (request.body instanceof ReadableStream) init.duplex = 'half';
    const response = await this.settings.fetch(new URL(request.path, this.settings.server), init);
    // Never followed: the key is for this server alone.
    if (response.type === 'opaqueredirect') throw new SiloApiError(302, null, null);
    if (!response.ok && !request.accepts?.includes(response.status)) throw await this.#refused(response);
    return response;
  }

  /** Sends a request, repeated as it allows, and hands each successful answer to a reader within the same timeout. */
  retry<T>(request: ApiRequest, read: (response: Response) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#tries(request, signal, async (deadline) => {
      try {
        return await read(await this.open(request, deadline.signal));
      } finally {
        deadline.end();
      }
    });
  }

  /** Sends a request, repeated as it allows, until the head of its answer is there. Whoever reads the answer ends the deadline. */
  opened(request: ApiRequest, signal?: AbortSignal): Promise<{ response: Response; deadline: Deadline }> {
    return this.#tries(request, signal, async (deadline) => {
      try {
        return { response: await this.open(request, deadline.signal), deadline };
      } catch (error) {
        deadline.end();
        throw error;
      }
    });
  }

  async #tries<T>(request: ApiRequest, signal: AbortSignal | undefined, once: (deadline: Deadline) => Promise<T>): Promise<T> {
    const timeoutMs = request.timeoutMs ?? this.settings.requestTimeoutMs;
    // What no header can hold is its caller's mistake, and must not look like a broken connection.
    new Headers(request.headers);
    for (let attempt = 1; ; attempt++) {
      let askedMs: number | null = null;
      const deadline = new Deadline(this.settings, signal);
      deadline.within(timeoutMs);
      try {
        return await once(deadline);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const last = attempt >= this.settings.attemptsMax;
        if (error instanceof SiloApiError) {
          // The try before this one did it, and only its answer was lost.
          if (error.status === 404 && request.goneIsDone === true && attempt > 1) return undefined as T;
          if (!error.retryable || request.repeat !== 'safe' || last) throw error;
          askedMs = error.retryAfterMs;
        } else if (deadline.passed) {
          if (request.repeat !== 'safe' || last) throw new SiloUnreachableError(this.settings.server, `nothing within ${timeoutMs} ms.`, error);
        } else if (isBroken(error)) {
          // A stream has begun to be read by then, and can be read once only.
          const unsent = isUnsent(error) && !(request.body instanceof ReadableStream);
          if ((request.repeat !== 'safe' && !unsent) || last) throw new SiloUnreachableError(this.settings.server, reasonOf(error), error);
        } else {
          throw error;
        }
      }

      await pause(this.settings, backoffMs(this.settings, attempt, askedMs), signal);
    }
  }

  async #refused(response: Response): Promise<SiloApiError> {
    const body = await readText(response, this.settings.responseBytesMax);
    let problem: Record<string, unknown> | null = null;
    try {
      const value: unknown = JSON.parse(body);
      if (typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)['code'] === 'string') problem = value as Record<string, unknown>;
    } catch {
      // Of something between the client and the server: its status says what there is to say.
    }

    if (problem?.['code'] === 'approval_resolved' && typeof problem['approval'] === 'object' && problem['approval'] !== null)
      return new ApprovalResolvedError(response.status, problem, problem['approval'] as Approval);
    return new SiloApiError(response.status, this.#retryAfterMs(response.headers.get('Retry-After')), problem);
  }

  #retryAfterMs(header: string | null): number | null {
    if (header === null) return null;
    if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
    const at = Date.parse(header);
    return Number.isNaN(at) ? null : Math.max(at - this.settings.clock.now(), 0);
  }
}

/** Whether it is the network's failure, as fetch and its streams tell it: a TypeError, and in node sometimes an error of the system, with its code. */
export const isBroken = (error: unknown): error is Error =>
  error instanceof TypeError || (error instanceof Error && !(error instanceof SiloError) && error.name !== 'AbortError' && 'code' in error);

/** What broke, in a few words. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : error instanceof Error ? error.message : 'the connection broke.';
}

/** Reads a body as text up to a bound. */
export async function readText(response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  const reader = response.body.getReader();
  let text = '';
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel();
      throw new SiloTooLargeError('The answer', 'responseBytesMax', bytesMax);
    }

    text += decoder.decode(value, { stream: true });
  }
}

/** Reads an object of JSON. */
export function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new SiloProtocolError(`The answer is not what the API describes: ${(error as Error).message}`, error);
  }

  throw new SiloProtocolError('The answer is not what the API describes: it is no object.');
}

// What node tells of a connection that was never made. Browsers tell nothing, and then it may have been sent.
function isUnsent(error: unknown): boolean {
  const cause = (error as { cause?: unknown }).cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
