// The list of sessions at the side.

import { call } from './api.js';
import { byId, el, line } from './dom.js';
import { when } from './format.js';

const pollMs = 5000;
const pageSize = 30;
const entriesMax = 600;
const words = { idle: 'idle', running: 'running', waiting: 'waiting' };

export class SessionList {
  #rows = new Map();
  #next = null;
  #current = null;
  #open;
  #timer = null;

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
    try {
      const page = await call('GET', `/v1/sessions?limit=${pageSize}`);
      if (this.#rows.size === 0) this.#next = page.next_page;
      for (const session of page.sessions) this.put(session);
      this.#more();
    } catch {
      // The state of the connection is shown for the session; a list that is old for a while is no news.
    }
  }

  /** Reads the next page. */
  async more() {
    const page = await call('GET', `/v1/sessions?limit=${pageSize}&page=${encodeURIComponent(this.#next)}`);
    this.#next = page.next_page;
    for (const session of page.sessions) this.put(session);
    this.#more();
  }

  #more() {
    byId('sessions-more').hidden = this.#next === null || this.#rows.size >= entriesMax;
  }

  /** Shows a session, or what is new of it. */
  put(session) {
    let row = this.#rows.get(session.id);
    if (!row) {
      const link = el('a', { href: `/s/${session.id}`, onclick: (e) => { if (plain(e)) { e.preventDefault(); this.#open(session.id); } } });
      row = { node: el('li', {}, link), link };
      this.#rows.set(session.id, row);
      this.#place(session.id, row.node);
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

  clear() {
    clearTimeout(this.#timer);
    this.#rows.clear();
    byId('sessions').replaceChildren();
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
