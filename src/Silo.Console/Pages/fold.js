// Folds a session's events to what people read. Knows no element. Each event is applied once; pages of earlier events may come
// after later ones, so nothing here takes what is older for news.

/** One thing that people read: `key` names it, `first` and `last` are the sequences of its first and last event so far. */
function item(type, key, first, turn, more) {
  return { type, key, first, last: first, turn, open: false, ...more };
}

export class Fold {
  items = new Map();
  turns = new Map();
  /** Set once the newest events are not applied any more: what runs is not known then. */
  detached = false;
  #approved = new Set();
  #changed;

  /** `changed(item, what, more)` is told of every change; what is new, text or all. */
  constructor(changed) {
    this.#changed = changed;
  }

  /** The turn that runs now, or null. Its start may lie before the first event that was applied. */
  get running() {
    if (this.detached) return null;
    for (const turn of this.turns.values()) if (turn.begun && !turn.ended) return turn;
    return null;
  }

  turn(id) {
    let turn = this.turns.get(id);
    if (!turn) this.turns.set(id, (turn = { id, begun: false, started: null, ended: null, input: 0, output: 0, cost: 0, counted: new Set(), cancelling: false }));
    return turn;
  }

  /** Forgets what is shown no longer. */
  drop(key) {
    this.items.delete(key);
  }

  /** Takes an item of the stream, or a stored event. */
  apply(kind, e) {
    if (e.turn && kind !== 'turn.queued' && kind !== 'turn.ended') this.turn(e.turn).begun = true;
    if (kind.endsWith('.delta')) this.#delta(e);
    else this.#event(kind, e, e.data ?? {});
  }

  #put(type, key, e, more) {
    let found = this.items.get(key);
    if (found) {
      const older = e.sequence < found.last;
      found.first = Math.min(found.first, e.sequence);
      found.last = Math.max(found.last, e.sequence);
      return { found, fresh: false, older };
    }
    found = item(type, key, e.sequence, e.turn ?? null, more());
    this.items.set(key, found);
    return { found, fresh: true, older: false };
  }

  #set(type, key, e, more, change) {
    const { found, fresh, older } = this.#put(type, key, e, more);
    change(found, older);
    this.#changed(found, fresh ? 'new' : 'all');
  }

  #message(e, change) {
    this.#set('message', `m${e.step}`, e, () => ({ open: true, blocks: [], attempt: 1, state: 'open', started: e.time }), change);
  }

  #tool(e, change) {
    this.#set('tool', `t${e.step}`, e, () => ({ open: true, tool: '', input: null, output: '', status: null, attempt: 1, started: e.time }), change);
  }

  #note(e, text) {
    this.#set('note', `n${e.sequence}`, e, () => ({ text }), () => {});
  }

  #event(kind, e, d) {
    switch (kind) {
      case 'turn.queued':
      case 'turn.interjected':
        this.turn(e.turn);
        this.#set('prompt', `p${e.sequence}`, e, () => ({ blocks: d.prompt ?? [], steer: kind === 'turn.interjected' }), () => {});
        break;
      case 'turn.started':
        this.turn(e.turn).started = e.time;
        break;
      case 'turn.cancel_requested':
        this.turn(e.turn).cancelling = true;
        break;
      case 'turn.resumed':
        this.turn(e.turn).started ??= e.time;
        this.#note(e, 'The server was away. The turn goes on.');
        break;
      case 'turn.ended':
        this.#end(e, d);
        break;
      case 'message.started':
        this.#message(e, (m, older) => { if (!older) m.attempt = d.attempt; m.started = e.time; });
        break;
      case 'message.reset':
        this.#message(e, (m, older) => { if (!older) Object.assign(m, { blocks: [], attempt: d.attempt, reset: d.reason }); });
        break;
      case 'message.completed':
        this.#message(e, (m) => Object.assign(m, { open: false, state: d.stop_reason === 'cancelled' ? 'cancelled' : 'completed', attempt: d.attempt, sequence: e.sequence, blocks: (d.blocks ?? []).map((b, i) => completed(b, i)) }));
        break;
      case 'message.failed':
        this.#message(e, (m) => Object.assign(m, { open: false, state: 'failed', error: d.error, blocks: [] }));
        break;
      case 'tool_use.started':
        this.#tool(e, (t, older) => { Object.assign(t, { tool: d.tool, input: d.input ?? null, started: e.time }); if (!older) t.attempt = d.attempt || (this.#approved.has(e.step) ? 1 : 0); });
        break;
      case 'tool_use.reset':
        this.#tool(e, (t, older) => { if (!older) Object.assign(t, { output: '', attempt: d.attempt }); });
        break;
      case 'tool_result.completed':
        this.#tool(e, (t) => Object.assign(t, { open: false, status: d.status, content: d.content ?? [], exit: d.exit_code ?? null, error: d.error ?? null, ended: e.time, sequence: e.sequence }));
        break;
      case 'artifact.published':
        this.#set('artifact', `f${e.sequence}`, e, () => ({ name: d.name, title: d.title ?? null, mediaType: d.media_type, size: d.content?.size ?? 0 }), () => {});
        break;
      case 'step.started':
        this.#set('step', `s${e.step}`, e, () => ({ open: true, name: d.name }), (s) => { s.name = d.name; });
        break;
      case 'step.completed':
      case 'step.failed':
        this.#set('step', `s${e.step}`, e, () => ({ name: 'step' }), (s) => Object.assign(s, { open: false, error: d.error ?? null, output: d.output }));
        break;
      case 'approval.requested':
        this.#set('approval', `a${d.approval}`, e, () => ({ decision: null }), (a, older) => Object.assign(a, { id: d.approval, step: e.step, reason: d.reason, title: d.title, tool: d.tool ?? null, input: d.input ?? null, choices: d.choices ?? [], open: !a.decision && !older }));
        break;
      case 'approval.resolved':
        this.#set('approval', `a${d.approval}`, e, () => ({ id: d.approval, title: 'A question', choices: [] }), (a) => Object.assign(a, { open: false, decision: d.decision, answer: d.answer ?? null, by: d.by ?? null }));
        if (d.decision === 'approve') this.#begins(e.step);
        break;
      case 'usage.recorded':
        this.#usage(e, d.usage ?? {});
        break;
      case 'state.waiting':
        if (e.step) this.#note(e, `Waiting: ${d.reason ?? ''}${d.detail ? ' – ' + d.detail : ''}`);
        break;
      case 'sandbox.created':
        if (d.degraded?.length) this.#note(e, `The sandbox is weaker than asked: ${d.degraded.join('; ')}`);
        break;
      case 'tools.listed':
        if (d.error) this.#note(e, `${d.server}: ${d.error.message}`);
        break;
      default:
        break;
    }
  }

  // A call that waited runs from its approval on; no other event says so.
  #begins(step) {
    this.#approved.add(step);
    const tool = this.items.get(`t${step}`);
    if (!tool || tool.attempt !== 0) return;
    tool.attempt = 1;
    this.#changed(tool, 'all');
  }

  #usage(e, u) {
    const turn = this.turn(e.turn);
    // What was cut from the window is read again when somebody goes back to it.
    if (turn.ended || turn.counted.has(e.sequence)) return;
    turn.counted.add(e.sequence);
    turn.input += (u.input_tokens ?? 0) + (u.cache_read_tokens ?? 0) + (u.cache_write_tokens ?? 0);
    turn.output += u.output_tokens ?? 0;
    turn.cost += u.cost_microusd ?? 0;
  }

  #end(e, d) {
    const turn = this.turn(e.turn);
    turn.ended = e.time;
    turn.counted.clear();
    const u = d.usage ?? {};
    this.#set('end', `e${e.turn}`, e, () => ({
      reason: d.stop_reason,
      error: d.error ?? null,
      input: (u.input_tokens ?? 0) + (u.cache_read_tokens ?? 0) + (u.cache_write_tokens ?? 0),
      output: u.output_tokens ?? 0,
      cost: u.cost_microusd ?? 0,
      ended: e.time,
    }), () => {});
  }

  #delta(e) {
    const tool = e.kind === 'tool_result.delta';
    const key = (tool ? 't' : 'm') + e.step;
    let found = this.items.get(key);
    if (!found) {
      // Its start lies before the first event that was read.
      const start = { sequence: e.step, step: e.step, turn: e.turn, time: null };
      if (tool) this.#tool(start, () => {});
      else this.#message(start, () => {});
      found = this.items.get(key);
    }
    if (!found.open) return;
    if (tool) {
      found.output += e.text;
      this.#changed(found, 'text', { text: e.text });
      return;
    }
    let block = found.blocks.find((b) => b.number === e.block);
    const fresh = !block;
    if (fresh) found.blocks.push((block = { number: e.block, type: types[e.kind] ?? 'text', text: '', tool: e.tool ?? null, whole: false }));
    block.text += e.text;
    this.#changed(found, fresh ? 'all' : 'text', { block, text: e.text });
  }
}

const types = { 'message.delta': 'text', 'thought.delta': 'thought', 'tool_use.delta': 'tool_use' };

function completed(block, number) {
  const text = block.text ?? (block.type === 'tool_use' ? block.invalid_input ?? '' : '');
  return { number, type: block.type, text, tool: block.tool ?? null, size: block.content?.size ?? null, invalid: block.invalid_input !== undefined, whole: true };
}
