// A tool call's input that is too long for an event: it lies with the message that asked for the call.

import { call } from './api.js';

const pageSize = 200;
const eventsMax = 4000;
const charsMax = 2_000_000;

/** The whole input of the call whose step this is. Throws when it cannot be had, or not be told from another's. */
export async function wholeInput(session, step) {
  const [started] = await range(session, step, 1);
  if (started?.kind !== 'tool_use.started') throw new Error('There is no such call.');
  if (started.data.input) return started.data.input;
  for (let to = step - 1; to >= 1 && to > step - eventsMax; to -= pageSize) {
    const from = Math.max(1, to - pageSize + 1);
    for (const e of (await range(session, from, to - from + 1)).reverse()) {
      if (e.kind !== 'message.completed' || e.turn !== started.turn || e.agent !== started.agent) continue;
      const found = (e.data.blocks ?? []).flatMap((b, i) => (b.type === 'tool_use' && b.call_id === started.data.call_id ? [i] : []));
      if (found.length === 0) continue;
      if (found.length > 1 || e.data.blocks[found[0]].tool !== started.data.tool) throw new Error('Its message names more than one call like it.');
      return parse((await call('GET', `/v1/sessions/${session}/events/${e.sequence}/blocks/${found[0]}`)).text);
    }
  }
  throw new Error('Its message was not found.');
}

function parse(text) {
  if (text.length > charsMax) throw new Error(`It has ${text.length.toLocaleString('en')} characters, which is more than this page shows.`);
  const input = JSON.parse(text);
  if (input === null || typeof input !== 'object') throw new Error('It is no object.');
  return input;
}

// Events by their sequences; the server may give them in several pages.
async function range(session, from, count) {
  const events = [];
  for (let next = from; next < from + count;) {
    const page = await call('GET', `/v1/sessions/${session}/events?from=${next}&limit=${from + count - next}`);
    if (page.events.length === 0) break;
    events.push(...page.events);
    next = page.events.at(-1).sequence + 1;
  }
  return events;
}
