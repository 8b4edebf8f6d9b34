import type { Event } from './api.js';
import { StreamGapError } from './errors.js';
import type { Delta, DeltaKind, StreamItem } from './items.js';
import { byteLength } from './utf8.js';

interface Attempt {
  readonly epoch: number;
  /** Null where the first piece says it: a call that waited for its approval. */
  readonly number: number | null;
  /** The block that was read last; -1 before the first piece. */
  block: number;
  offset: number;
  kind: DeltaKind | null;
}

const begins = new Set(['message.started', 'tool_use.started', 'step.started']);
const voids = new Set(['message.reset', 'tool_use.reset', 'step.reset']);
const ends = new Set(['message.completed', 'message.failed', 'tool_result.completed', 'step.completed', 'step.failed']);

/**
 * Checks promise 4 item by item: sequences without gap or repeat, pieces that join, attempts that are never spliced. Knows positions only: its size is
 * bounded by the steps that are open at once.
 */
export class Continuity {
  readonly #open = new Map<number, Attempt>();
  #sequence: number | null;
  #first: number | null;

  constructor(fromStart: boolean) {
    this.#sequence = fromStart ? 0 : null;
    this.#first = fromStart ? 1 : null;
  }

  take(item: StreamItem): void {
    if (item.type === 'event') this.#event(item.event);
    else if (item.type === 'delta') this.#delta(item.delta);
  }

  #event(event: Event): void {
    const last = this.#sequence;
    if (last !== null && event.sequence !== last + 1)
      throw new StreamGapError(event.sequence <= last ? `event ${event.sequence} came again after ${last}.` : `event ${event.sequence} came after ${last}.`);
    this.#sequence = event.sequence;
    this.#first ??= event.sequence;
    if (begins.has(event.kind)) this.#open.set(event.sequence, attemptOf(event));
    else if (voids.has(event.kind) && event.step !== undefined) this.#open.set(event.step, attemptOf(event));
    else if (ends.has(event.kind) && event.step !== undefined) this.#open.delete(event.step);
    // A session runs one turn at a time: nothing of it is open after its end.
    else if (event.kind === 'turn.ended') this.#open.clear();
  }

  #delta(piece: Delta): void {
    let attempt = this.#open.get(piece.step);
    if (attempt === undefined) {
      // A reading that began in the middle may find steps open that started before it.
      if (this.#first !== null && piece.step >= this.#first) throw new StreamGapError(`a piece of step ${piece.step} came, but no such step is open.`);
      attempt = { epoch: piece.epoch, number: piece.attempt, block: piece.block, offset: piece.offset, kind: null };
      this.#open.set(piece.step, attempt);
    } else if (attempt.number === null) {
      attempt = { epoch: piece.epoch, number: piece.attempt, block: -1, offset: 0, kind: null };
      this.#open.set(piece.step, attempt);
    }

    if (attempt.epoch !== piece.epoch || attempt.number !== piece.attempt) {
      throw new StreamGapError(
        `a piece of step ${piece.step}, epoch ${piece.epoch}, attempt ${piece.attempt} came into epoch ${attempt.epoch}, attempt ${attempt.number}.`,
      );
    }

    // A later block may come before the rest of an earlier one is known to be there: the rest of a tool's input is not sent to a reader that
    // comes back. Text and thoughts that were passed over are found when the message completes.
    const joins = piece.block === attempt.block ? piece.offset === attempt.offset : piece.block > attempt.block && piece.offset === 0;
    if (!joins) {
      throw new StreamGapError(
        `step ${piece.step} was read to block ${attempt.block}, offset ${attempt.offset}; a piece from block ${piece.block}, offset ${piece.offset} came.`,
      );
    }

    if (piece.block === attempt.block && attempt.kind !== null && attempt.kind !== piece.kind)
      throw new StreamGapError(`step ${piece.step}, block ${piece.block} is ${attempt.kind}; a piece of ${piece.kind} came.`);
    attempt.block = piece.block;
    attempt.offset = piece.offset + byteLength(piece.text);
    attempt.kind = piece.kind;
  }
}

function attemptOf(event: Event): Attempt {
  const number = event.data['attempt'];
  const known = typeof number === 'number' && !(event.kind === 'tool_use.started' && number === 0);
  return { epoch: event.epoch, number: known ? number : null, block: -1, offset: 0, kind: null };
}
