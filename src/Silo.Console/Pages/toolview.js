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

/** The form of a question whose answer has a schema; null when it is no simple form. `read` gives the answer as text. */
export function answerForm(schema) {
  const fields = Object.entries(schema?.properties ?? {}).slice(0, 32);
  if (schema?.type !== 'object' || fields.length === 0 || !fields.every(([, s]) => ['string', 'number', 'integer', 'boolean'].includes(s?.type))) return null;
  const inputs = fields.map(([name, s]) => [name, s, field(name, s)]);
  const node = el('div', { class: 'answer-form' }, ...inputs.map(([name, s, input]) => el('label', {}, el('span', {}, line(s.title ?? name, 80)), input)));
  const read = () => JSON.stringify(Object.fromEntries(inputs.map(([name, s, input]) => [name, value(s, input)]).filter(([, v]) => v !== undefined)));
  return { node, read };
}

function field(name, s) {
  if (Array.isArray(s.enum)) return el('select', {}, ...s.enum.slice(0, 200).map((v) => el('option', { value: String(v) }, line(String(v), 80))));
  if (s.type === 'boolean') return el('input', { type: 'checkbox', checked: s.default === true });
  return el('input', { type: s.type === 'string' ? 'text' : 'number', step: s.type === 'integer' ? '1' : 'any', value: s.default === undefined ? '' : String(s.default), title: s.description ? line(s.description) : null });
}

function value(s, input) {
  if (s.type === 'boolean') return input.checked;
  if (input.value === '') return undefined;
  return s.type === 'string' ? input.value : Number(input.value);
}
