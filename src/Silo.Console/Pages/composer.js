// Where people write: prompts, words to a turn that runs, and its cancel.

import { call, idempotencyKey, insist } from './api.js';
import { byId, show } from './dom.js';
import { between, usage } from './format.js';

export class Composer {
  #session = null;
  #fold = null;
  #sending = Promise.resolve();
  #drafts = new Map();
  #timer;

  constructor() {
    byId('composer').addEventListener('submit', (e) => { e.preventDefault(); this.send('interject'); });
    byId('queue').addEventListener('click', () => this.send('queue'));
    byId('cancel').addEventListener('click', () => this.cancel());
    const prompt = byId('prompt');
    prompt.addEventListener('keydown', (e) => this.#key(e));
    prompt.addEventListener('input', () => this.#grow());
  }

  /** Writes to a session from now on; null for none. */
  use(session, fold) {
    // What was begun for one session waits there.
    if (this.#session !== null) this.#drafts.set(this.#session, byId('prompt').value);
    byId('prompt').value = this.#drafts.get(session) ?? '';
    this.#grow();
    this.#session = session;
    this.#fold = fold;
    byId('composer').hidden = session === null;
    clearInterval(this.#timer);
    if (session !== null) this.#timer = setInterval(() => this.update(), 1000);
    this.update();
  }

  /** Shows whether a turn runs, and what it took so far. */
  update() {
    const turn = this.#fold?.running ?? null;
    byId('working').hidden = turn === null;
    byId('queue').hidden = turn === null;
    byId('send').textContent = turn === null ? 'Send' : 'Interject';
    if (turn === null) return;
    const word = turn.cancelling ? 'Cancelling' : 'Working';
    byId('working-text').textContent = [word, usage(turn, between(turn.started, new Date().toISOString()))].filter(Boolean).join(' · ');
    byId('cancel').disabled = turn.cancelling;
  }

  /** Sends what is written. Without a running turn both modes begin one. */
  send(mode) {
    const prompt = byId('prompt');
    const text = prompt.value;
    if (text.trim() === '' || this.#session === null) return;
    prompt.value = '';
    this.#grow();
    const session = this.#session;
    const options = { body: { prompt: text, mode: this.#fold.running ? mode : 'queue' }, headers: { 'Idempotency-Key': idempotencyKey() } };
    // One after the other, so that they arrive in the order in which they were written.
    this.#sending = this.#sending.then(async () => {
      try {
        show(byId('problem'), null);
        await insist('POST', `/v1/sessions/${session}/turns`, options);
      } catch (e) {
        show(byId('problem'), `Not sent: ${e.message}`);
        if (this.#session !== session) this.#drafts.set(session, text);
        else if (prompt.value === '') prompt.value = text;
        this.#grow();
      }
    });
  }

  async cancel() {
    if (!this.#fold?.running) return;
    try {
      await call('POST', `/v1/sessions/${this.#session}/cancel`, { body: {} });
    } catch (e) {
      if (e.code !== 'nothing_to_cancel') show(byId('problem'), `Not cancelled: ${e.message}`);
    }
  }

  #key(e) {
    if (e.key !== 'Enter' || e.isComposing || e.shiftKey) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    if (touch && !e.ctrlKey && !e.metaKey && !e.altKey) return;
    e.preventDefault();
    this.send(e.altKey ? 'queue' : 'interject');
  }

  #grow() {
    const prompt = byId('prompt');
    prompt.rows = Math.min(10, Math.max(2, prompt.value.split('\n').length));
  }
}
