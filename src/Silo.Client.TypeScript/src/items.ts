import { SiloProtocolError } from './errors.js';
import type { SseFrame } from './sse.js';
import type { Event } from './api.js';

/** A recorded event. Members and kinds that this build does not know are kept; `raw` is the exact text that is stored. */
export interface EventItem {
  readonly type: 'event';
  readonly event: Event;
  readonly raw: string;
  /** Where to go on after this item. */
  readonly cursor: string;
}

/** A piece of an open message or of a running tool's output. */
export interface Delta {
  readonly kind: DeltaKind;
  readonly turn: string;
  readonly agent: string;
  readonly step: number;
  readonly epoch: number;
  readonly attempt: number;
  readonly block: number;
  /** In bytes of UTF-8 from the start of the block. */
  readonly offset: number;
  readonly text: string;
  readonly call_id?: string;
  readonly tool?: string;
}

/** The kinds of pieces. */
export type DeltaKind = 'message.delta' | 'thought.delta' | 'tool_use.delta' | 'tool_result.delta';

/** A piece of an open message. */
export interface DeltaItem {
  readonly type: 'delta';
  readonly delta: Delta;
  readonly raw: string;
  readonly cursor: string;
}

/** Something passing, of a kind that this build does not know. */
export interface UnknownItem {
  readonly type: 'unknown';
  readonly kind: string;
  readonly raw: string;
  readonly cursor: string | null;
}

/**
 * The stream ends here; nothing follows. Reasons: `end`, `deleted`, `access_ended` (the key was revoked or has expired: come back with another), and `moved` where
 * that was asked for. After `shutdown`, and a reason that this build does not know, the client comes back by itself.
 */
export interface ClosedItem {
  readonly type: 'closed';
  readonly reason: string;
  /** With `moved`: where the host that has the session now is reached, as this server says; null when it does not. Send a key there only if you trust it. */
  readonly address: string | null;
  readonly cursor: string | null;
}

/** One thing that a stream delivers. Keep `cursor` of the last item that you have finished with. */
export type StreamItem = EventItem | DeltaItem | UnknownItem | ClosedItem;

/** Reads what stands in one event of a stream. */
export function itemOf(frame: SseFrame): StreamItem {
  const fail = (why: string, cause?: unknown): never => {
    throw new SiloProtocolError(`An event '${frame.event}' of the stream is not readable: ${why}`, cause);
  };
  let data: Record<string, unknown>;
  try {
    const value: unknown = JSON.parse(frame.data);
    data = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : fail('it is no object.');
  } catch (error) {
    return fail((error as Error).message, error);
  }

  if (frame.event === 'stream.closed') {
    return { type: 'closed', reason: text(data, 'reason', fail), address: addressOf(data['address']), cursor: frame.id };
  }

  // Without an id the item would come again after a cut.
  const cursor = (): string => frame.id ?? fail('it has no id.');
  if ('sequence' in data) {
    for (const name of ['sequence', 'epoch']) whole(data, name, fail);
    text(data, 'kind', fail);
    if (data['step'] !== undefined) whole(data, 'step', fail);
    if (typeof data['data'] !== 'object' || data['data'] === null) fail('it has no data.');
    return { type: 'event', event: data as unknown as Event, raw: frame.data, cursor: cursor() };
  }

  if (!isDelta(frame.event)) return { type: 'unknown', kind: frame.event, raw: frame.data, cursor: frame.id };
  for (const name of ['step', 'epoch', 'attempt', 'block', 'offset']) whole(data, name, fail);
  for (const name of ['turn', 'agent', 'text']) text(data, name, fail);
  return { type: 'delta', delta: { ...data, kind: frame.event } as unknown as Delta, raw: frame.data, cursor: cursor() };
}

const isDelta = (name: string): name is DeltaKind => name === 'message.delta' || name === 'thought.delta' || name === 'tool_use.delta' || name === 'tool_result.delta';

function text(data: Record<string, unknown>, name: string, fail: (why: string) => never): string {
  const value = data[name];
  return typeof value === 'string' ? value : fail(`${name} is no text.`);
}

function whole(data: Record<string, unknown>, name: string, fail: (why: string) => never): number {
  const value = data[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fail(`${name} is no number.`);
}

function addressOf(value: unknown): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}
