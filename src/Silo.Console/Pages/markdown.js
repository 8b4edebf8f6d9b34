// Puts HTML that the server made of Markdown into the page. It is built anew from the elements and attributes named here, so that
// nothing depends on the server's care alone: whatever else it holds becomes text, or is left out.

import { request } from './api.js';
import { bounded, el } from './dom.js';

const elements = new Set(['P', 'EM', 'STRONG', 'CODE', 'PRE', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'HR', 'BR', 'A', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'DEL', 'SUB', 'SUP', 'INS', 'MARK']);
const left = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'LINK', 'META', 'BASE']);
const depthMax = 200;

// The one place where text becomes a tree: a document of its own, which loads and runs nothing.
const policy = window.trustedTypes?.createPolicy('silo', { createHTML: (text) => text });

/** The nodes of a text of HTML. */
export function rebuild(html) {
  const source = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');
  const target = document.createDocumentFragment();
  copy(source.body, target, 0);
  return target;
}

function copy(from, to, depth) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE && depth < depthMax) {
      const name = node.nodeName.toUpperCase();
      if (name === 'INPUT') to.append(node.hasAttribute('checked') ? '☑ ' : '☐ ');
      else if (elements.has(name)) copyElement(node, name, to, depth);
      else if (!left.has(name)) copy(node, to, depth + 1);
    }
  }
}

function copyElement(node, name, to, depth) {
  const made = el(name === 'H1' || name === 'H2' ? 'h3' : name.toLowerCase());
  if (name === 'A') {
    const href = node.getAttribute('href') ?? '';
    if (isLink(href)) for (const [key, value] of [['href', href], ['rel', 'noopener noreferrer nofollow'], ['target', '_blank']]) made.setAttribute(key, value);
  } else if (name === 'OL' && /^\d{1,9}$/.test(node.getAttribute('start') ?? '')) {
    made.setAttribute('start', node.getAttribute('start'));
  } else if (name === 'PRE') {
    made.setAttribute('tabindex', '0');
  }
  copy(node, made, depth + 1);
  to.append(made);
}

function isLink(href) {
  try {
    return /^(https?|mailto):/i.test(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
  } catch {
    return false;
  }
}

const waiting = [];
let under = 0;
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    waiting.push(target);
  }
  pull();
}, { rootMargin: '400px' });
const wanted = new WeakMap();
const tried = new WeakMap();

/** Replaces a block's plain text by what the server makes of it, once it comes near the view. Without an answer the text stays. */
export function render(node, session, sequence, block) {
  wanted.set(node, `/v1/sessions/${session}/events/${sequence}/blocks/${block}?html=true`);
  watcher.observe(node);
}

async function pull() {
  while (under < 4 && waiting.length > 0) {
    const node = waiting.shift();
    under++;
    fill(node).finally(() => { under--; pull(); });
  }
}

async function fill(node) {
  try {
    const answer = await (await request('GET', wanted.get(node), { headers: { Accept: 'application/json' } })).json();
    if (answer.html !== null) {
      node.replaceChildren(rebuild(answer.html));
      node.classList.replace('plain', 'rich');
    } else {
      node.textContent = bounded(answer.text, 200_000);
    }
  } catch (e) {
    // The plain text is there; what may pass is tried again a few times.
    const tries = (tried.get(node) ?? 0) + 1;
    tried.set(node, tries);
    if (tries < 5 && (e.status === 0 || e.status === 429 || e.status === 503)) setTimeout(() => watcher.observe(node), 2000 * tries);
  }
}
