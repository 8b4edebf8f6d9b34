// Where people write: prompts, words to a turn that runs, and its cancel.

import { call, idempotencyKey, insist } from './api.js';
import { byId, show } from './dom.js';
import { between, usage } from './format.js';

// What was not sent comes before what was written since.
const join = (text, newer) => (newer?.trim() ? `${text}\n\n${newer}` : text);

export class Composer {
  #session = null;
  #fold = null;
  #sending = Promise.resolve();
  #drafts = new Map();
  // What may have arrived although nothing said so: sent again it is the same request.
  #unsure = new Map();
  #entered = 0;
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

  /** Forgets what was written: somebody else is here. */
  forget() {
    this.#entered++;
    this.#session = null;
    this.#fold = null;
    this.#drafts.clear();
    this.#unsure.clear();
    byId('prompt').value = '';
    this.#grow();
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
    const entered = this.#entered;
    const name = `${session} ${text}`;
    const options = this.#unsure.get(name) ?? { body: { prompt: text, mode: this.#fold.running ? mode : 'queue' }, headers: { 'Idempotency-Key': idempotencyKey() } };
    // One after the other, so that they arrive in the order in which they were written.
    this.#sending = this.#sending.then(async () => {
      try {
        show(byId('problem'), null);
        await insist('POST', `/v1/sessions/${session}/turns`, options);
        this.#unsure.delete(name);
      } catch (e) {
        if (entered !== this.#entered) return;
        if (e.status === 0 || e.status >= 500) this.#unsure.set(name, options);
        else this.#unsure.delete(name);
        show(byId('problem'), `Not sent: ${e.message}`);
        if (this.#session !== session) this.#drafts.set(session, join(text, this.#drafts.get(session)));
        else prompt.value = join(text, prompt.value);
        this.#grow();
      }
    });
  }

  async cancel() {
    const turn = this.#fold?.running;
    if (!turn) return;
    try {
      // By its name: the one that is meant may have ended meanwhile, and the next begun.
      await call('POST', `/v1/sessions/${this.#session}/cancel`, { body: { task: turn.id } });
    } catch (e) {
      if (e.code !== 'nothing_to_cancel') show(byId('problem'), `Not cancelled: ${e.message}`);
    }
  }

  #key(e) {
    if (e.key !== 'Enter' || e.isComposing || e.keyCode === 229 || e.shiftKey) return;
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
