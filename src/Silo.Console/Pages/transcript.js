// A session's conversation in the page: a window on its events, with a bounded number of elements.

import { call } from './api.js';
import { el } from './dom.js';
import { Fold } from './fold.js';
import { wholeInput } from './input.js';
import { viewOf } from './items.js';
import { SessionStream } from './stream.js';

const itemsMax = 400;
const itemsKept = 300;
const eventsAtFirst = 400;
const eventsEarlier = 300;
const itemsReading = 900;

export class Transcript {
  fold = new Fold((item, what, more) => this.#change(item, what, more));
  #log;
  #main;
  #context;
  #tell;
  #views = new Map();
  #sections = new Map();
  #stream = null;
  #from = 1;
  #quiet = false;
  #closed = false;
  #loading = false;
  #wanted = null;
  detached = false;

  /** `tell` has state(name, detail), event(kind, data), window({ earlier, detached }). */
  constructor(log, main, session, tell, more) {
    this.#log = log;
    this.#main = main;
    this.#tell = tell;
    this.#context = {
      session,
      started: (turn) => this.fold.turns.get(turn)?.started ?? null,
      text: async (sequence, block) => (await call('GET', `/v1/sessions/${session}/events/${sequence}/blocks/${block}`)).text,
      input: (step) => wholeInput(session, step),
      first: (turn) => this.#sections.get(turn)?.first ?? 1,
      ...more,
    };
    this.#log.replaceChildren();
  }

  get session() { return this.#context.session; }

  /** Begins near the end of the session, or where a link points to. */
  async open(head, at) {
    const near = Math.max(1, head - eventsAtFirst + 1);
    if (at === null || at >= near) {
      if (at !== null && at <= head) this.#wanted = { at, head };
      this.#follow(near);
      return;
    }
    this.#from = Math.max(1, at);
    this.#detach();
    await this.#page(this.#from, eventsEarlier * 2);
    if (this.#closed) return;
    this.#show(at);
    this.#window();
  }

  /** From now on nothing of it comes into the page, whatever is still under way. */
  close() {
    this.#closed = true;
    this.#halt();
  }

  #halt() {
    this.#stream?.stop();
    this.#stream = null;
  }

  /** Loads what came before; keeps what is looked at where it is. */
  async earlier() {
    const to = this.#from - 1;
    if (to < 1 || this.#loading || this.#closed) return;
    const begin = Math.max(1, to - eventsEarlier + 1);
    const height = this.#main.scrollHeight;
    this.#quiet = true;
    this.#loading = true;
    try {
      await this.#page(begin, to - begin + 1);
    } finally {
      this.#quiet = false;
      this.#loading = false;
    }
    if (this.#closed) return;
    this.#from = begin;
    this.#main.scrollTop += this.#main.scrollHeight - height;
    if (this.#views.size > itemsReading) this.#cutEnd();
    this.#window();
  }

  /** Folds or unfolds everything. */
  unfold(open) {
    for (const box of this.#log.querySelectorAll('details')) box.open = open;
  }

  #follow(from) {
    this.#from = from;
    this.#window();
    this.#stream = new SessionStream(
      this.session,
      from,
      (kind, data) => {
        if (this.#closed) return;
        this.#apply(kind, data);
        // The place of a link is shown once all is there that was when it was opened.
        if (this.#wanted && data.sequence >= this.#wanted.head) {
          this.#show(this.#wanted.at);
          this.#wanted = null;
        }
        this.#tell.event(kind, data);
      },
      (name, detail) => { if (!this.#closed) this.#tell.state(name, detail); });
    this.#stream.run();
  }

  #apply(kind, data) {
    if (this.#closed) return;
    try {
      this.fold.apply(kind, data);
    } catch (e) {
      // One item that cannot be shown must not stop those that can.
      console.error('not shown:', kind, e);
    }
  }

  async #page(from, count) {
    let next = from;
    while (next < from + count) {
      const page = await call('GET', `/v1/sessions/${this.session}/events?from=${next}&limit=${Math.min(1000, from + count - next)}`);
      if (this.#closed) return;
      for (const e of page.events) this.#apply(e.kind, e);
      if (page.events.length === 0) return;
      next = page.events.at(-1).sequence + 1;
    }
  }

  #change(item, what, more) {
    const view = this.#views.get(item.key);
    const follows = !this.#quiet && !this.#wanted && this.#atEnd();
    if (view) {
      view.update(what, more);
    } else {
      const made = viewOf(item, this.#context);
      this.#views.set(item.key, made);
      made.node.dataset.key = item.key;
      this.#place(item, made.node);
      if (!this.#quiet && this.#views.size > itemsMax && (follows || this.#views.size > itemsReading)) this.#cutBegin();
    }
    if (follows) this.#main.scrollTop = this.#main.scrollHeight;
  }

  #atEnd() {
    return this.#main.scrollHeight - this.#main.scrollTop - this.#main.clientHeight < 80;
  }

  #place(item, node) {
    const section = this.#section(item);
    node.silo = item;
    let before = section.node.lastElementChild;
    while (before && before.silo.first > item.first) before = before.previousElementSibling;
    if (before) before.after(node);
    else section.node.prepend(node);
    // The question about a call stands right behind it, and the end of a turn behind everything of it.
    if (item.type === 'end') section.node.append(node);
  }

  #section(item) {
    const id = item.turn ?? 'session';
    let section = this.#sections.get(id);
    if (!section) {
      section = { first: item.first, node: el('section', { class: 'turn', 'aria-label': 'Turn' }) };
      this.#sections.set(id, section);
      section.node.silo = section;
      let before = this.#log.lastElementChild;
      while (before && before.silo.first > section.first) before = before.previousElementSibling;
      if (before) before.after(section.node);
      else this.#log.prepend(section.node);
    }
    section.first = Math.min(section.first, item.first);
    return section;
  }

  // Scrolls to what has this event, or else to the last before it.
  #show(sequence) {
    const items = this.#ordered().filter((i) => !this.#views.get(i.key).node.hidden);
    const found = items.filter((i) => i.first <= sequence).at(-1) ?? items[0];
    if (found) this.#views.get(found.key).node.scrollIntoView();
  }

  #ordered() {
    return [...this.#views.keys()].map((key) => this.fold.items.get(key)).filter(Boolean).sort((a, b) => a.first - b.first);
  }

  // Cuts where no item reaches over, so that what is cut can be read again by itself.
  #cutBegin() {
    const items = this.#ordered();
    let last = 0;
    let cut = 0;
    for (let i = 0; i < items.length - itemsKept; i++) {
      last = Math.max(last, items[i].open ? Infinity : items[i].last);
      if (last === Infinity) break;
      if (last < items[i + 1].first) cut = i + 1;
    }
    if (cut === 0) return;
    this.#from = items[cut].first;
    for (const item of items.slice(0, cut)) this.#drop(item);
    this.#window();
  }

  // Whoever reads far back is not shown what is new until they come back to it.
  #cutEnd() {
    for (const item of this.#ordered().slice(itemsMax)) this.#drop(item);
    this.#detach();
  }

  #detach() {
    this.#halt();
    this.detached = true;
    this.fold.detached = true;
    this.#tell.state('detached');
  }

  #drop(item) {
    this.#views.get(item.key)?.node.remove();
    this.#views.delete(item.key);
    this.fold.drop(item.key);
    const id = item.turn ?? 'session';
    const section = this.#sections.get(id);
    if (!section) return;
    if (section.node.childElementCount > 0) return;
    section.node.remove();
    this.#sections.delete(id);
  }

  #window() {
    this.#tell.window({ earlier: this.#from > 1, detached: this.detached });
  }
}
