// Output of commands as a terminal would leave it: lines that were written over are gone, colours are classes, and no other control does anything.

import { el, visible } from './dom.js';

const charsMax = 100_000;
const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
// A colour (its numbers are caught), any other sequence, or a lone escape.
const sequence = /\u001b\[([0-9;]{0,40})m|\u001b\[[0-?]{0,40}[ -/]{0,8}[@-~]|\u001b\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)?|\u001b[@-_]?/g;

/** The end of an output, as nodes. */
export function terminal(text) {
  const target = document.createDocumentFragment();
  let shown = text;
  if (text.length > charsMax) {
    shown = text.slice(-charsMax);
    target.append(el('span', { class: 'faint' }, `… ${(text.length - charsMax).toLocaleString('en')} characters before\n`));
  }
  let style = { colour: null, bold: false };
  let at = 0;
  for (const match of (shown = overwrite(shown)).matchAll(sequence)) {
    put(target, shown.slice(at, match.index), style);
    at = match.index + match[0].length;
    if (match[1] !== undefined) style = change(style, match[1]);
  }
  put(target, shown.slice(at), style);
  return target;
}

// What a carriage return wrote over is not shown.
const overwrite = (text) => text.replace(/\r\n/g, '\n').split('\n').map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1)).join('\n');

function put(target, text, style) {
  if (text === '') return;
  const plain = visible(text.replace(/\r/g, ''));
  const names = [style.colour === null ? null : `t-${style.colour}`, style.bold ? 't-bold' : null].filter(Boolean);
  target.append(names.length === 0 ? plain : el('span', { class: names.join(' ') }, plain));
}

function change(style, numbers) {
  let { colour, bold } = style;
  for (const n of numbers.split(';').map(Number)) {
    if (n === 0) { colour = null; bold = false; }
    else if (n === 1) bold = true;
    else if (n === 22) bold = false;
    else if (n >= 30 && n <= 37) colour = colours[n - 30];
    else if (n >= 90 && n <= 97) colour = colours[n - 90];
    else if (n === 39) colour = null;
    else if (n === 38 || n === 48) break;
  }
  return { colour, bold };
}
