// How a tool call's input and output are shown.

import { bounded, el, line, visible } from './dom.js';
import { diff } from './diff.js';
import { terminal } from './terminal.js';

const charsMax = 50_000;
const text = (value) => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/** What a call is about, in one line. */
export function summary(tool, input) {
  if (!input) return '';
  const first = input.command ?? input.path ?? input.pattern ?? Object.values(input)[0];
  return first === undefined ? '' : line(text(first), 120);
}

/** The input, as an element: all its members, and with `whole` all of each of them. */
export function inputView(tool, input, whole = false) {
  if (!input) return el('p', { class: 'faint' }, 'Its input is too long to be shown here.');
  const most = whole ? Infinity : charsMax;
  const { names, nodes } = special(tool, input, most, whole);
  // What a view of its own leaves out counts as well.
  const rest = Object.entries(input).filter(([name]) => !names.includes(name));
  if (rest.length > 0 || names.length === 0) nodes.push(el('pre', { class: 'input', tabindex: '0', 'aria-label': 'Input' }, bounded(visible(JSON.stringify(Object.fromEntries(rest), null, 2)), most)));
  return el('div', {}, ...nodes);
}

// The members that are shown in a way of their own, and that way.
function special(tool, input, most, whole) {
  const are = (...names) => names.every((name) => Object.hasOwn(input, name) && typeof input[name] === 'string');
  const path = () => el('p', { class: 'path' }, visible(input.path));
  if (tool === 'edit_file' && are('path', 'old_text', 'new_text')) {
    return { names: ['path', 'old_text', 'new_text'], nodes: [path(), diff(input.old_text, input.new_text, 'Change', whole)] };
  }
  if (tool === 'write_file' && are('path', 'content')) return { names: ['path', 'content'], nodes: [path(), diff('', input.content, 'Content', whole)] };
  if (are('command')) return { names: ['command'], nodes: [el('pre', { class: 'command', tabindex: '0', 'aria-label': 'Command' }, '$ ' + bounded(visible(input.command), most))] };
  return { names: [], nodes: [] };
}

/** Puts an output into an element that was made for it. */
export function fillOutput(node, output) {
  node.replaceChildren(terminal(output));
  node.hidden = output === '';
}
