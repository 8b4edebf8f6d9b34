// Elements are made here, and nowhere from text that holds markup: text becomes text nodes.

const properties = new Set(['hidden', 'disabled', 'open', 'checked', 'value']);

/** Makes an element. Members that begin with "on" are listeners; null leaves an attribute out. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (properties.has(key)) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** Shows a text in an element that is hidden while it has none. */
export function show(node, text) {
  node.textContent = text ?? '';
  node.hidden = !text;
}

// Characters that change how others are shown, or show nothing, and so can make a text look like another.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** A text of a model or a tool with what would hide in it made visible; for whatever a person decides on. */
export const visible = (text) => String(text).replace(unseen, (c) => `⟨${c.codePointAt(0).toString(16).padStart(4, '0')}⟩`);

/** The same, on one line of a bounded length. */
export function line(text, most = 200) {
  const one = visible(String(text).slice(0, most * 4).replace(/\s+/g, ' ').trim());
  return one.length > most ? one.slice(0, most) + '…' : one;
}

/** The beginning of a text, and how much of it is missing. */
export function bounded(text, most) {
  return text.length <= most ? text : text.slice(0, most) + `\n… ${(text.length - most).toLocaleString('en')} more characters`;
}
