// The list of sessions at the side.

import { call } from './api.js';
import { byId, el, line, show } from './dom.js';
import { when } from './format.js';

const pollMs = 5000;
const pageSize = 30;
const entriesMax = 600;
const words = { idle: 'idle', running: 'running', waiting: 'waiting' };

export class SessionList {
  #rows = new Map();
  // Where the next page begins; null after the last, undefined before the first.
  #next;
  #current = null;
  #open;
  #timer = null;
  #entered = 0;

  /** `open(id)` is told of a choice. */
  constructor(open) {
    this.#open = open;
    byId('sessions-more').addEventListener('click', () => this.more());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.refresh(); });
  }

  /** Reads the newest page, now and every few seconds while somebody looks. */
  async refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { if (!document.hidden) this.refresh(); }, pollMs);
    const entered = this.#entered;
    try {
      const page = await call('GET', `/v1/sessions?limit=${pageSize}`);
      if (entered !== this.#entered) return;
      if (!page.sessions.some((s) => this.#rows.has(s.id))) this.#anew();
      if (this.#rows.size === 0 || this.#next === undefined) this.#next = page.next_page;
      for (const session of page.sessions) this.put(session);
      this.#more();
    } catch {
      // The state of the connection is shown for the session; a list that is old for a while is no news.
    }
  }

  /** Reads the next page. */
  async more() {
    const next = this.#next;
    try {
      const page = await call('GET', `/v1/sessions?limit=${pageSize}&page=${encodeURIComponent(next)}`);
      // Begun anew meanwhile, or asked for twice.
      if (next !== this.#next) return;
      this.#next = page.next_page;
      for (const session of page.sessions) this.put(session);
      this.#more();
    } catch (e) {
      show(byId('problem'), `No more sessions: ${e.message}`);
    }
  }

  // More are new than one page holds: what is known would have a hole behind it.
  #anew() {
    const current = this.get(this.#current);
    this.#rows.clear();
    byId('sessions').replaceChildren();
    this.#next = undefined;
    if (current) this.put(current);
  }

  #more() {
    byId('sessions-more').hidden = !this.#next || this.#rows.size >= entriesMax;
  }

  /** Shows a session, or what is new of it. */
  put(session) {
    let row = this.#rows.get(session.id);
    if (!row) {
      const link = el('a', { href: `/s/${session.id}`, onclick: (e) => { if (plain(e)) { e.preventDefault(); this.#open(session.id); } } });
      row = { node: el('li', {}, link), link };
      this.#rows.set(session.id, row);
      this.#place(session.id, row.node);
      this.#bound();
    }
    row.session = session;
    const title = line(session.title || session.agent, 80);
    const about = `${line(session.agent, 40)} · ${when(session.updated_at)}`;
    row.link.replaceChildren(
      el('span', { class: 'dot', 'data-status': session.status, 'aria-hidden': 'true' }),
      el('span', { class: 'row-title' }, title),
      el('span', { class: 'row-about' }, about, el('span', { class: 'row-status' }, ` · ${words[session.status] ?? ''}`)));
    this.mark(this.#current);
  }

  // New ones come for as long as the page is open: the oldest make room, and what lies behind them is not read any more.
  #bound() {
    for (let row = byId('sessions').lastElementChild; row && this.#rows.size > entriesMax; row = byId('sessions').lastElementChild) {
      this.#rows.delete(row.silo);
      row.remove();
      this.#next = null;
    }
  }

  /** What is known of a session, or undefined. */
  get(id) { return this.#rows.get(id)?.session; }

  remove(id) {
    this.#rows.get(id)?.node.remove();
    this.#rows.delete(id);
  }

  /** Says which one is open. */
  mark(id) {
    this.#current = id;
    for (const [key, row] of this.#rows) {
      if (key === id) row.link.setAttribute('aria-current', 'page');
      else row.link.removeAttribute('aria-current');
    }
  }

  /** Forgets all of it: somebody else is here. */
  clear() {
    this.#entered++;
    this.#current = null;
    this.#anew();
    this.#more();
  }

  // Ids begin with their time: the newest is the greatest.
  #place(id, node) {
    const list = byId('sessions');
    node.silo = id;
    let before = list.firstElementChild;
    while (before && before.silo > id) before = before.nextElementSibling;
    list.insertBefore(node, before);
  }
}

const plain = (e) => e.button === 0 && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey;
