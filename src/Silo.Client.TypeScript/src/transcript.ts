import type { Event } from './api.js';
import { verify } from './completion.js';
import { Continuity } from './continuity.js';
import { SiloTooLargeError } from './errors.js';
import type { Delta, DeltaKind, StreamItem } from './items.js';
import { byteLength } from './utf8.js';

/** A block of a prompt, a message or a tool's result, as events.md describes it. */
export interface ContentBlock {
  readonly type: string;
  readonly [member: string]: unknown;
}

interface EntryOf<T extends string> {
  readonly type: T;
  /** The sequence of the event that began it; a step's number. */
  readonly sequence: number;
  readonly turn: string | null;
  readonly agent: string;
}

/** What a person said. */
export interface PromptEntry extends EntryOf<'prompt'> {
  readonly blocks: readonly ContentBlock[];
}

/** A model's message. */
export interface MessageEntry extends EntryOf<'message'> {
  readonly attempt: number;
  readonly state: 'open' | 'completed' | 'failed';
  /** The whole content; null until it is completed. */
  readonly blocks: readonly ContentBlock[] | null;
  /** What was assembled of an open message, a text for each block; empty otherwise. */
  readonly pieces: readonly string[];
}

/** A tool call. */
export interface ToolCallEntry extends EntryOf<'tool_call'> {
  readonly attempt: number;
  readonly tool: string;
  /** How it ended; null until then. */
  readonly status: string | null;
  /** What was streamed of it so far; empty after its end. */
  readonly output: string;
  /** What the model reads; null until its end. */
  readonly content: readonly ContentBlock[] | null;
}

/** The end of a turn. */
export interface EndEntry extends EntryOf<'end'> {
  /** Why, and what it cost: the data of `turn.ended`. */
  readonly ended: Readonly<Record<string, unknown>>;
}

/** One thing that people read in a session. */
export type TranscriptEntry = PromptEntry | MessageEntry | ToolCallEntry | EndEntry;

/** What was assembled of one block. */
export interface OpenBlock {
  readonly kind: DeltaKind;
  readonly number: number;
  /** Bytes before the first piece; not 0 only for a reading that began in the middle. */
  readonly skipped: number;
  text: string;
  callId: string | undefined;
  tool: string | undefined;
}

/** What was assembled of one attempt. */
export interface OpenStep {
  /** Whether the attempt's start was seen, so that its first block is the first. */
  readonly begun: boolean;
  readonly blocks: OpenBlock[];
}

/**
 * Folds a stream to what people read, and proves promise 4 on the way. Pieces are appended at their offsets; a reset drops the open attempt; a completed message
 * must be what its pieces made, if any came. Keep the transcript together with `cursor`, and it goes on where it was.
 */
export class Transcript {
  readonly #continuity: Continuity;
  readonly #bytesMax: number;
  readonly #events: string[] = [];
  readonly #entries: TranscriptEntry[] = [];
  readonly #indexes = new Map<number, number>();
  readonly #open = new Map<number, OpenStep>();
  #bytes = 0;
  #cursor: string | null = null;

  /**
   * @param fromStart True when the first item is the session's first. False takes any first item, and cannot check what came before it.
   * @param bytesMax Most bytes of events and open pieces that it holds.
   */
  constructor(fromStart = true, bytesMax = 256 * 1024 * 1024) {
    this.#continuity = new Continuity(fromStart);
    this.#bytesMax = bytesMax;
  }

  /** The recorded events in their exact text, in order. */
  get events(): readonly string[] {
    return this.#events;
  }

  /** What people read, in order; an open step is brought up to date by each piece. */
  get entries(): readonly TranscriptEntry[] {
    return this.#entries.map((entry) => this.#current(entry));
  }

  /** Where to go on after the last item taken; null before the first. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Whether a message or a tool call is open. */
  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Takes the next item of a stream. */
  apply(item: StreamItem): void {
    this.#continuity.take(item);
    if (item.type === 'event') this.#event(item.event, item.raw);
    else if (item.type === 'delta') this.#delta(item.delta);
    this.#cursor = item.cursor ?? this.#cursor;
  }

  #event(event: Event, raw: string): void {
    this.#grow(byteLength(raw));
    this.#events.push(raw);
    const { data } = event;
    const step = event.step ?? 0;
    const entry = { sequence: event.sequence, turn: event.turn ?? null, agent: event.agent };
    switch (event.kind) {
      case 'turn.queued':
      case 'turn.interjected':
        this.#entries.push({ type: 'prompt', ...entry, blocks: blocksOf(data['prompt']) ?? [] });
        break;
      case 'message.started':
        this.#begin({ type: 'message', ...entry, attempt: numberOf(data['attempt']), state: 'open', blocks: null, pieces: [] });
        break;
      case 'tool_use.started':
        this.#begin({ type: 'tool_call', ...entry, attempt: numberOf(data['attempt']), tool: String(data['tool']), status: null, output: '', content: null });
        break;
      case 'message.reset':
      case 'tool_use.reset':
        this.#drop(step);
        this.#open.set(step, { begun: true, blocks: [] });
        this.#change(step, (e) => (e.type === 'message' || e.type === 'tool_call' ? { ...e, attempt: numberOf(data['attempt']) } : e));
        break;
      case 'message.completed': {
        const open = this.#open.get(step);
        const blocks = blocksOf(data['blocks']) ?? [];
        if (open !== undefined) verify(step, open, blocks, data['stop_reason'] === 'cancelled');
        this.#drop(step);
        this.#change(step, (e) => (e.type === 'message' ? { ...e, state: 'completed', attempt: numberOf(data['attempt']), blocks } : e));
        break;
      }

      case 'message.failed':
        this.#drop(step);
        this.#change(step, (e) => (e.type === 'message' ? { ...e, state: 'failed' } : e));
        break;
      case 'tool_result.completed':
        // The model may read less than was streamed, so there is nothing to compare.
        this.#drop(step);
        this.#change(step, (e) => (e.type === 'tool_call' ? { ...e, status: String(data['status']), content: blocksOf(data['content']) } : e));
        break;
      case 'turn.ended':
        this.#entries.push({ type: 'end', ...entry, ended: data });
        break;
      default:
        break;
    }
  }

  #delta(piece: Delta): void {
    this.#grow(byteLength(piece.text));
    let open = this.#open.get(piece.step);
    if (open === undefined) this.#open.set(piece.step, (open = { begun: false, blocks: [] }));
    let block = open.blocks.at(-1);
    if (block?.number !== piece.block) {
      block = { kind: piece.kind, number: piece.block, skipped: piece.offset, text: '', callId: undefined, tool: undefined };
      open.blocks.push(block);
    }

    block.text += piece.text;
    block.callId ??= piece.call_id;
    block.tool ??= piece.tool;
  }

  #current(entry: TranscriptEntry): TranscriptEntry {
    const open = this.#open.get(entry.sequence);
    if (open === undefined) return entry;
    if (entry.type === 'message') return { ...entry, pieces: open.blocks.map((b) => b.text) };
    return entry.type === 'tool_call' ? { ...entry, output: open.blocks.map((b) => b.text).join('') } : entry;
  }

  #begin(entry: MessageEntry | ToolCallEntry): void {
    this.#indexes.set(entry.sequence, this.#entries.length);
    this.#entries.push(entry);
    this.#open.set(entry.sequence, { begun: true, blocks: [] });
  }

  #drop(step: number): void {
    for (const block of this.#open.get(step)?.blocks ?? []) this.#bytes -= byteLength(block.text);
    this.#open.delete(step);
  }

  #change(step: number, change: (entry: TranscriptEntry) => TranscriptEntry): void {
    // A reading that began in the middle ends steps whose start it has not seen.
    const index = this.#indexes.get(step);
    const entry = index === undefined ? undefined : this.#entries[index];
    if (index !== undefined && entry !== undefined) this.#entries[index] = change(entry);
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#bytesMax) throw new SiloTooLargeError('The transcript', 'bytesMax', this.#bytesMax);
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

const blocksOf = (value: unknown): readonly ContentBlock[] | null => (Array.isArray(value) ? (value as ContentBlock[]) : null);
