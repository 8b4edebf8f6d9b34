import type { Approval, Problem } from './api.js';

/** Something that a caller of the client has to handle. Each subclass says whether to retry. */
export abstract class SiloError extends Error {
  protected constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** The server refused, and said why (RFC 9457). Retry only when `retryable` is true. */
export class SiloApiError extends SiloError {
  /** The stable code, such as `queue_full`; `http_503` when the answer held none. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** The kind of problem, in a few words. */
  readonly title: string | null;
  /** What happened this time. */
  readonly detail: string | null;
  /** The bound that was reached. */
  readonly limit: string | null;
  /** The bound's value. */
  readonly value: number | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before that, in milliseconds; null when the server did not say. */
  readonly retryAfterMs: number | null;
  /** The whole problem document with members that have no property here; null when there was none. */
  readonly problem: Readonly<Record<string, unknown>> | null;

  constructor(status: number, retryAfterMs: number | null, problem: Readonly<Record<string, unknown>> | null) {
    const known = problem as Partial<Problem> | null;
    const code = text(known?.code) ?? `http_${status}`;
    const title = text(known?.title);
    const detail = text(known?.detail);
    super(`${title ?? code} (${status} ${code})${detail === null ? '' : `: ${detail}`}`);
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.limit = text(known?.limit);
    this.value = typeof known?.value === 'number' ? known.value : null;
    // Without a problem document: the statuses that RFC 9110 and RFC 6585 call temporary.
    this.retryable = problem !== null && 'retryable' in problem ? problem['retryable'] === true : [408, 429, 502, 503, 504].includes(status);
    this.retryAfterMs = retryAfterMs;
    this.problem = problem;
  }
}

/** Somebody decided before: `409 approval_resolved`. Do not retry; `first` is what holds. */
export class ApprovalResolvedError extends SiloApiError {
  /** The approval with the decision that won. */
  readonly first: Approval;

  constructor(status: number, problem: Readonly<Record<string, unknown>>, first: Approval) {
    super(status, null, problem);
    this.first = first;
  }
}

/**
 * No answer came: the server is not there, or the connection broke, and the retries are used up. Retry later. What was asked for may have been
 * done; with the same idempotency key it is not done twice.
 */
export class SiloUnreachableError extends SiloError {
  /** The server that was asked. */
  readonly server: string;

  constructor(server: string, reason: string, cause?: unknown) {
    super(`No answer from ${server}: ${reason}`, cause);
    this.server = server;
  }
}

/** The answer is not what the protocol says: something else listens there, or a version that does not fit. Do not retry. */
export class SiloProtocolError extends SiloError {
  constructor(message: string, cause?: unknown) {
    super(message, cause);
  }
}

/** What the server sent exceeds a bound of this client. Do not retry; raise the option that is named. */
export class SiloTooLargeError extends SiloProtocolError {
  /** The name of the option that bounds it. */
  readonly limit: string;
  /** The option's value, in bytes. */
  readonly value: number;

  constructor(what: string, limit: string, value: number) {
    super(`${what} exceeds ${limit} = ${value} bytes. Raise ${limit} if this server is to be trusted.`);
    this.limit = limit;
    this.value = value;
  }
}

/** A stream left something out, sent something twice or joined two attempts: promise 4 is broken. Do not retry; report it. */
export class StreamGapError extends SiloProtocolError {
  constructor(what: string) {
    super(`Promise 4 (streams have no gap and no repeat) is broken: ${what}`);
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
