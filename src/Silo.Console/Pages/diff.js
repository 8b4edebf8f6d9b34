// Compares two texts by lines, for people: what stays, what goes, what comes.

import { el, visible } from './dom.js';

const linesMax = 600;

/** The lines of a comparison as [sign, text]; sign is " ", "-" or "+". */
export function compare(before, after) {
  const a = split(before);
  const b = split(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [
    ...a.slice(0, head).map((l) => [' ', l]),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map((l) => [' ', l]),
  ];
}

const split = (text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

// The longest common lines, where the table of it stays small.
function middle(a, b) {
  if (a.length * b.length > 250_000) return [...a.map((l) => ['-', l]), ...b.map((l) => ['+', l])];
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { lines.push([' ', a[i++]]); j++; }
    else if (j === b.length || (i < a.length && best[(i + 1) * width + j] >= best[i * width + j + 1])) lines.push(['-', a[i++]]);
    else lines.push(['+', b[j++]]);
  }
  return lines;
}

const words = { ' ': 'same', '-': 'gone', '+': 'come' };

/** A comparison as an element; `whole` leaves no line out. */
export function diff(before, after, label, whole = false) {
  const lines = compare(before, after);
  const most = whole ? lines.length : linesMax;
  const box = el('pre', { class: 'diff', tabindex: '0', 'aria-label': label });
  // Lines of one sign are one element, so that a long text is few of them.
  for (let i = 0; i < Math.min(most, lines.length);) {
    const sign = lines[i][0];
    const run = [];
    for (; i < Math.min(most, lines.length) && lines[i][0] === sign; i++) run.push(`${sign} ${visible(lines[i][1])}\n`);
    box.append(el('span', { class: words[sign] }, run.join('')));
  }
  if (lines.length > most) box.append(el('span', { class: 'faint' }, `… ${lines.length - most} more lines\n`));
  return box;
}
