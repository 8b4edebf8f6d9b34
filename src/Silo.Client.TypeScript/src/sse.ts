import { SiloTooLargeError } from './errors.js';

/** One event of a server-sent event stream. */
export interface SseFrame {
  /** Its type; `message` when none was sent. */
  readonly event: string;
  /** Its data, lines joined with LF. */
  readonly data: string;
  /** The last id that was sent up to and with this event; null for none. */
  readonly id: string | null;
}

const LF = 10;
const CR = 13;

/**
 * Reads server-sent events from bytes cut anywhere. What is not ended by an empty line is never an event.
 * Source: WHATWG HTML, section 9.2.6. Reconnection times are not taken from the stream.
 */
export class SseParser {
  readonly #bytesMax: number;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #parts: Uint8Array[] = [];
  #lineBytes = 0;
  #data: string[] | null = null;
  #dataBytes = 0;
  #event = '';
  #id: string | null = null;
  #afterCr = false;
  #started = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Whether a part of an event has come that is not complete. */
  get inFrame(): boolean {
    return this.#lineBytes > 0 || this.#data !== null;
  }

  /** Takes bytes as they come; the events that they complete. */
  *take(bytes: Uint8Array): Generator<SseFrame> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#afterCr) {
        this.#afterCr = false;
        if (bytes[at] === LF) {
          at++;
          continue;
        }
      }

      let end = at;
      while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
      if (this.#lineBytes + (end - at) + this.#dataBytes > this.#bytesMax) throw new SiloTooLargeError('An event of the stream', 'frameBytesMax', this.#bytesMax);
      if (end > at) {
        this.#parts.push(bytes.slice(at, end));
        this.#lineBytes += end - at;
      }

      if (end === bytes.length) return;
      this.#afterCr = bytes[end] === CR;
      at = end + 1;
      const frame = this.#endLine();
      if (frame !== null) yield frame;
    }
  }

  #endLine(): SseFrame | null {
    let line = this.#line();
    const bytes = this.#lineBytes;
    this.#parts = [];
    this.#lineBytes = 0;
    if (!this.#started) {
      this.#started = true;
      if (line.startsWith('\uFEFF')) line = line.slice(1);
    }

    if (line === '') return this.#dispatch();
    if (!line.startsWith(':')) this.#field(line, bytes);
    return null;
  }

  #line(): string {
    if (this.#parts.length === 1) return this.#decoder.decode(this.#parts[0]);
    const whole = new Uint8Array(this.#lineBytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }

    return this.#decoder.decode(whole);
  }

  #field(line: string, bytes: number): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (name === 'data') {
      (this.#data ??= []).push(value);
      this.#dataBytes += bytes;
    } else if (name === 'event') {
      this.#event = value;
    } else if (name === 'id' && !value.includes('\0')) {
      this.#id = value;
    }
  }

  #dispatch(): SseFrame | null {
    const data = this.#data?.join('\n') ?? '';
    const frame = data === '' ? null : { event: this.#event === '' ? 'message' : this.#event, data, id: this.#id };
    this.#data = null;
    this.#dataBytes = 0;
    this.#event = '';
    return frame;
  }
}
