// The elements of what people read. Each view has a node and update(what, more).

import { approvalView } from './approval.js';
import { artifactView } from './artifacts.js';
import { bounded, el, line, visible } from './dom.js';
import { between, usage } from './format.js';
import { render } from './markdown.js';
import { fillOutput, inputView, summary } from './toolview.js';

const runningCharsMax = 200_000;
const outputCharsMax = 100_000;

/** Makes the view of an item. `context` has session, unfolded, started, first, text(sequence, block), input(step), decide(approval, decision, answer). */
export function viewOf(item, context) {
  return makers[item.type](item, context);
}

const makers = {
  prompt: promptView, message: messageView, tool: toolView, approval: approvalView, artifact: artifactView, note: noteView, end: endView, step: stepView,
};

function fold(context, kind, ...summaryParts) {
  return el('details', { class: kind, open: context.unfolded() }, el('summary', {}, ...summaryParts));
}

function promptView(item, context) {
  const body = el('div', { class: 'plain' });
  const say = (texts) => { body.textContent = bounded(texts.join('\n\n'), runningCharsMax); };
  say(item.blocks.map((b) => b.text ?? `(a text of ${(b.content?.size ?? 0).toLocaleString('en')} bytes)`));
  const node = el('article', { class: 'prompt', 'aria-label': item.steer ? 'You, while it worked' : 'You' }, body);
  if (item.blocks.some((b) => b.content)) {
    const more = el('button', { type: 'button', onclick: () => Promise.all(item.blocks.map((b, i) => b.text ?? context.text(item.first, i))).then((texts) => { say(texts); more.remove(); }, (e) => { more.textContent = `Not loaded: ${e.message} Try again`; }) }, 'Show all of it');
    node.append(more);
  }
  if (item.steer) node.prepend(el('span', { class: 'tag' }, 'said while it worked'));
  return { node, update() {} };
}

function messageView(item, context) {
  const node = el('article', { class: 'message', 'aria-label': 'Agent', 'aria-busy': 'true' });
  const blocks = new Map();
  const foot = el('p', { class: 'faint', hidden: true });

  function block(b) {
    let made = blocks.get(b.number);
    if (made) return made;
    const textNode = document.createTextNode('');
    if (b.type === 'text') {
      made = { node: el('div', { class: 'text plain' }, textNode), textNode };
    } else {
      const title = b.type === 'thought' ? 'Thought' : `Prepares ${line(b.tool ?? 'a call', 80)}`;
      const box = fold(context, b.type, title);
      const body = el('div', { class: 'plain' }, textNode);
      box.append(body);
      made = { node: box, textNode };
    }
    made.number = b.number;
    blocks.set(b.number, made);
    const after = [...blocks.values()].filter((o) => o.number < b.number).at(-1);
    if (after) after.node.after(made.node);
    else node.prepend(made.node);
    return made;
  }

  function write(made, text) {
    const room = runningCharsMax - made.textNode.length;
    if (room <= 0) return;
    made.textNode.appendData(text.slice(0, room));
    if (text.length >= room) made.textNode.appendData('\n… more follows, and is shown when it is whole');
  }

  function all() {
    for (const made of blocks.values()) made.node.remove();
    blocks.clear();
    for (const b of item.blocks) {
      // A call that runs has an element of its own.
      if (b.whole && b.type === 'tool_use' && !b.invalid) continue;
      if (b.whole && b.text === '' && b.size === null) continue;
      const made = block(b);
      write(made, b.text);
      if (!b.whole || b.type === 'tool_use') continue;
      const target = made.textNode.parentNode;
      if (b.size !== null) target.append(el('span', { class: 'faint' }, `A text of ${b.size.toLocaleString('en')} bytes …`));
      if (b.type === 'text' || b.size !== null) render(target, context.session, item.sequence, b.number);
    }
    node.setAttribute('aria-busy', String(item.open));
    node.dataset.state = item.state;
    const notes = [];
    if (item.reset && item.open) notes.push(`The message begins again (${line(item.reset, 60)})`);
    if (item.state === 'cancelled') notes.push('Cancelled here');
    if (item.state === 'failed') notes.push(`Failed: ${line(item.error?.message ?? '', 400)} (${line(item.error?.code ?? '', 60)})`);
    foot.textContent = notes.join(' · ');
    foot.hidden = notes.length === 0;
    node.append(foot);
    node.hidden = blocks.size === 0 && foot.hidden && !item.open;
  }

  all();
  return {
    node,
    update(what, more) {
      if (what === 'text') write(block(more.block), more.text);
      else all();
    },
  };
}

const states = { ok: '✓', error: '✗', interrupted: '⚡', refused: '⛔', cancelled: '◼', timed_out: '⏱' };

function toolView(item, context) {
  const mark = el('span', { class: 'mark', 'aria-hidden': 'true' });
  const name = el('span', { class: 'tool-name' });
  const about = el('span', { class: 'tool-about' });
  const end = el('span', { class: 'tool-end faint' });
  const box = fold(context, 'tool', mark, name, about, end);
  const body = el('div', { class: 'tool-body' });
  const output = el('pre', { class: 'output', tabindex: '0', 'aria-label': 'Output', hidden: true });
  // What was too long for its event is asked for when somebody wants it.
  const whole = new Map();
  const more = el('button', { type: 'button', hidden: true, onclick: load }, 'Show the whole result');
  let filled = false;
  let drawn = 0;
  box.append(body, output, more);
  // What is folded costs no elements.
  box.addEventListener('toggle', fill);

  function fill() {
    if (!box.open) return;
    if (!filled || item.input !== filled) body.replaceChildren(inputView(item.tool, item.input));
    filled = item.input ?? true;
    fillOutput(output, item.status === null ? item.output.slice(-outputCharsMax) : result());
    more.hidden = item.status === null || !item.content.some((b, i) => b.content && !whole.has(i));
  }

  async function load() {
    more.disabled = true;
    try {
      for (const [i, b] of item.content.entries()) if (b.content) whole.set(i, await context.text(item.sequence, i));
      fill();
    } catch (e) {
      more.textContent = `Not loaded: ${e.message} Try again`;
    } finally {
      more.disabled = false;
    }
  }

  function result() {
    const said = item.content.map((b, i) => b.text ?? whole.get(i) ?? `(${(b.content?.size ?? 0).toLocaleString('en')} bytes)`).join('\n');
    return item.error && item.error.code !== 'exit_code' ? `${said}\n${item.error.code}: ${item.error.message}` : said;
  }

  function all() {
    const waits = item.status === null && item.attempt === 0;
    mark.textContent = item.status === null ? (waits ? '?' : '●') : states[item.status] ?? '·';
    name.textContent = line(item.tool || 'tool', 80);
    about.textContent = summary(item.tool, item.input);
    const parts = [item.status === null ? (waits ? 'waits for a person' : 'runs') : item.status];
    if (item.exit) parts.push(`exit ${item.exit}`);
    if (item.status !== null) parts.push(between(item.started, item.ended));
    end.textContent = parts.filter(Boolean).join(' · ');
    box.dataset.status = item.status ?? (waits ? 'waits' : 'runs');
    fill();
  }

  all();
  return {
    node: box,
    update(what) {
      if (what !== 'text') { all(); return; }
      // Output may come in thousands of pieces: drawn once a frame at most.
      if (box.open && drawn === 0) drawn = requestAnimationFrame(() => { drawn = 0; fill(); });
    },
  };
}

function stepView(item, context) {
  const name = el('span', { class: 'tool-name' });
  const box = fold(context, 'tool', name);
  const body = el('pre', { class: 'output' });
  box.append(body);
  const view = {
    node: box,
    update() {
      name.textContent = `${line(item.name, 80)} ${item.open ? 'runs' : item.error ? 'failed' : 'ok'}`;
      body.textContent = item.error ? visible(item.error.message) : item.output === undefined ? '' : bounded(visible(JSON.stringify(item.output, null, 2)), outputCharsMax);
    },
  };
  view.update();
  return view;
}

function noteView(item) {
  return { node: el('p', { class: 'note faint' }, line(item.text, 500)), update() {} };
}

const reasons = { cancelled: 'Cancelled', refusal: 'The model refused', max_tokens: 'Stopped: the model may say no more at once', max_turn_requests: 'Stopped: as many model calls as the agent may make', paused_limit: 'Paused at a limit', failed: 'Failed' };

function endView(item, context) {
  const started = context.started(item.turn);
  const parts = [];
  if (reasons[item.reason]) parts.push(reasons[item.reason] + (item.error ? `: ${line(item.error.message, 400)} (${line(item.error.code, 60)})` : ''));
  parts.push(usage(item, started ? between(started, item.ended) : ''));
  const link = el('a', { class: 'turn-link', href: `/s/${context.session}#${context.first(item.turn)}`, 'aria-label': 'Link to this turn' }, '#');
  const node = el('p', { class: 'end' }, el('span', {}, parts.filter(Boolean).join(' · ')), ' ', link);
  node.dataset.reason = item.reason;
  return { node, update() {} };
}
