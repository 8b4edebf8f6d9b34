// Reads a session's events over as many connections as it takes: docs/protocol/streams.md, "Rules for clients".

import { ApiError, access } from './api.js';

const silenceMax = 60_000; // The server says something every 15 seconds unless it was set otherwise.
const frameCharsMax = 64 * 1024 * 1024;
const backoffMax = 15_000;
const final = new Set(['end', 'deleted', 'access_ended']);

/** A reader of one session. It begins at `from`, a sequence, and goes on by cursor whatever breaks. */
export class SessionStream {
  #session;
  #from;
  #cursor = null;
  #take;
  #state;
  #ended = new AbortController();
  #wake = () => {};
  #why = '';
  // Whether the last connection said anything, be it that it is alive: then its end is no failure like those before.
  #lived = false;

  /** `take(kind, data)` has each item once and in order; `state(name, detail)` has live, waiting (and the server's word for why, if it gave one), ended. */
  constructor(session, from, take, state) {
    this.#session = session;
    this.#from = from;
    this.#take = take;
    this.#state = state;
    window.addEventListener('online', () => this.#wake(), { signal: this.#ended.signal });
  }

  stop() {
    this.#ended.abort();
    this.#wake();
  }

  async run() {
    let failures = 0;
    while (!this.#ended.signal.aborted) {
      let wait = 0;
      try {
        const delivered = await this.#connect();
        if (delivered === 'over') return;
        failures = delivered ? 0 : this.#lived ? 1 : failures + 1;
      } catch (e) {
        if (this.#ended.signal.aborted) return;
        if (this.#isFinal(e)) return;
        failures = this.#lived ? 1 : failures + 1;
        wait = (e.retryAfter || 0) * 1000;
      }
      if (failures > 0) wait = Math.max(wait, Math.min(backoffMax, 250 * 2 ** Math.min(failures, 8)) * (0.5 + Math.random() / 2));
      this.#state('waiting', this.#why);
      this.#why = '';
      await this.#sleep(wait);
    }
  }

  #isFinal(e) {
    if (!(e instanceof ApiError) || e.status === 0 || e.status === 429 || e.status >= 500) return false;
    this.#state('ended', e.status === 404 ? 'deleted' : e.code);
    return true;
  }

  #sleep(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => { clearTimeout(timer); done(); };
    });
  }

  // True when items came, "over" when the stream has ended for good.
  async #connect() {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    this.#ended.signal.addEventListener('abort', end);
    let watch = setTimeout(end, silenceMax);
    let delivered = false;
    this.#lived = false;
    try {
      const where = this.#cursor === null ? `from=${this.#from}` : `after=${encodeURIComponent(this.#cursor)}`;
      const response = await open(`/v1/sessions/${this.#session}/events?${where}`, attempt.signal);
      this.#state('live');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return delivered;
        clearTimeout(watch);
        watch = setTimeout(end, silenceMax);
        this.#lived = true;
        rest += value;
        if (rest.length > frameCharsMax) throw new ApiError(0, 'malformed', 'An event is too long.');
        let at;
        while ((at = rest.indexOf('\n\n')) >= 0) {
          const frame = parse(rest.slice(0, at));
          rest = rest.slice(at + 2);
          if (frame === null) continue;
          if (frame.event === 'stream.closed') return this.#closed(frame.data, delivered);
          // Before it is taken: what cannot be shown must not come again and again.
          if (frame.id) this.#cursor = frame.id;
          delivered = true;
          this.#take(frame.event, frame.data);
        }
      }
    } catch (e) {
      // What was read before it broke is progress: come back at once.
      if (delivered && !this.#ended.signal.aborted) return true;
      throw e;
    } finally {
      clearTimeout(watch);
      attempt.abort();
      this.#ended.signal.removeEventListener('abort', end);
    }
  }

  #closed(data, delivered) {
    const reason = data?.reason;
    if (reason === 'moved') return delivered;
    if (!final.has(reason)) {
      // Servers may come to have other reasons: only these three say that nothing follows.
      if (reason !== 'shutdown') this.#why = String(reason);
      // A server that only ever says that it stops is as good as none.
      this.#lived = false;
      return false;
    }
    this.#state('ended', reason);
    if (reason === 'access_ended') access.refused();
    return 'over';
  }
}

async function open(path, signal) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: 'text/event-stream' }, signal, credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
  if (response.ok) return response;
  if (response.status === 401) access.refused();
  const body = await response.json().catch(() => ({}));
  throw new ApiError(response.status, String(body.code ?? 'malformed'), String(body.detail ?? ''), Number.parseInt(response.headers.get('Retry-After') ?? '', 10));
}

function parse(text) {
  let id = null;
  let event = null;
  let data = null;
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const value = line.slice(line[at + 1] === ' ' ? at + 2 : at + 1);
    if (line.startsWith('id:')) id = value;
    else if (line.startsWith('event:')) event = value;
    else if (line.startsWith('data:')) data = data === null ? value : data + '\n' + value;
  }
  return event === null && id === null ? null : { id, event, data: data === null ? null : JSON.parse(data) };
}
