// Does with the TypeScript client what behaviours say: one JSON object a line in, one a line out.
//   node behaviours.mjs <folder of the compiled client>
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const silo = await import(pathToFileURL(path.join(process.argv[2], 'index.js')));

// A clock on which every short wait (a backoff) is over at once and moves the time; long ones (timeouts) never come, but one of a length that is asked for: at once, or, held,
// when pass() says so.
function testClock(onceMs, held) {
  let now = Date.parse('2026-01-02T03:04:05Z');
  let once = onceMs;
  const waits = [];
  let waiting;
  return {
    waits,
    now: () => now,
    pass() {
      waiting?.();
      waiting = undefined;
    },
    timer(ms, then) {
      if (ms > 20_000 && ms !== once) return () => undefined;
      if (ms !== once) waits.push(ms);
      else if (!held) once = undefined;
      else {
        once = undefined;
        waiting = then;
        return () => { if (waiting === then) waiting = undefined; };
      }

      now += ms;
      const handle = setImmediate(then);
      return () => clearImmediate(handle);
    },
  };
}

function testRandom() {
  let count = 0;
  return { next: () => 0.5, bytes: (n) => Uint8Array.from({ length: n }, () => count++ % 256) };
}

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

const item = (i) => {
  if (i.type === 'event') return { type: 'event', cursor: i.cursor, raw: i.raw };
  if (i.type === 'delta') return { type: 'delta', cursor: i.cursor, raw: i.raw };
  if (i.type === 'unknown') return { type: 'unknown', cursor: i.cursor, kind: i.kind, raw: i.raw };
  return { type: 'closed', cursor: i.cursor, reason: i.reason, address: i.address };
};

function failure(error) {
  if (error instanceof silo.SiloApiError) {
    const { code, status, title, detail, limit, value, retryable, retryAfterMs, problem } = error;
    const first = error instanceof silo.ApprovalResolvedError ? { first: error.first } : {};
    return { kind: 'api', code, status, title, detail, limit, value, retryable, retry_after_ms: retryAfterMs, problem, ...first };
  }

  if (error instanceof silo.SiloUnreachableError) return { kind: 'unreachable', message: error.message, refused: /refused/i.test(error.message) };
  if (error instanceof silo.StreamGapError) return { kind: 'gap', message: error.message };
  if (error instanceof silo.SiloTooLargeError) return { kind: 'too_large', limit: error.limit.toLowerCase(), value: error.value, message: error.message };
  if (error instanceof silo.SiloProtocolError) return { kind: 'protocol', message: error.message };
  if (error instanceof RangeError) return { kind: 'argument', message: error.message };
  throw error;
}

const keyed = (c) => ({ ...(c.idempotency_key === undefined ? {} : { idempotencyKey: c.idempotency_key }) });
const condition = (c) => ({ ...(c.if_match === undefined ? {} : { ifMatch: c.if_match }), ...(c.only_new ? { onlyNew: true } : {}) });

const calls = {
  create_session: (s, c) => s.createSession(c.session, keyed(c)),
  get_session: (s, c) => s.getSession(c.session),
  list_sessions: (s, c) => s.listSessions(c.query ?? {}),
  delete_session: async (s, c) => { await s.deleteSession(c.session); return {}; },
  prompt: (s, c) => s.prompt(c.session, c.prompt, {
    ...keyed(c), ...(c.mode ? { mode: c.mode } : {}), ...(c.deadline_ms ? { deadlineMs: c.deadline_ms } : {}), ...(c.wait_ms ? { waitMs: c.wait_ms } : {}),
  }),
  cancel: (s, c) => s.cancel(c.session, c.task ? { task: c.task } : {}),
  get_task: (s, c) => s.getTask(c.task),
  wait_for_task: (s, c) => s.waitForTask(c.task),
  read_events: (s, c) => s.readEvents(c.session, c.query ?? {}),
  list_approvals: (s, c) => s.listApprovals(c.query ?? {}),
  decide: (s, c) => s.decideApproval(c.approval, c.decision),
  list_agents: async (s) => ({ agents: await s.listAgents() }),
  validate_agent: (s, c) => s.validateAgent(c.file),
  is_ready: (s) => s.isReady(),
  run_doctor: (s) => s.runDoctor(),
  list_folder: (s, c) => s.listFolder(c.session, c.path),
  async read_file(s, c, result, clock) {
    const file = await s.readFile(c.session, c.path, {
      ...(c.from ? { from: c.from } : {}), ...(c.if_range ? { ifRange: c.if_range } : {}), ...(c.if_none_match ? { ifNoneMatch: c.if_none_match } : {}),
    });
    const text = c.once_after_bytes === undefined ? await file.text() : await passing(file, c.once_after_bytes, clock);
    return { etag: file.etag, from: file.from, not_modified: file.notModified, text };
  },
  write_file: async (s, c) => ({ etag: await s.writeFile(c.session, c.path, c.once_only ? new Blob([c.text]).stream() : c.text, condition(c)) }),
  remove_file: async (s, c) => { await s.removeFile(c.session, c.path, condition(c)); return {}; },
  async list_artifacts(s, c, result) {
    result.items = [];
    for await (const artifact of s.artifacts(c.session)) result.items.push(artifact);
    return {};
  },
  async read_artifact(s, c) {
    const content = await s.readArtifact(c.session, c.artifact, c.from ? { from: c.from } : {});
    return { etag: content.etag, from: content.from, text: await content.text() };
  },
  async stream(s, c, result) {
    result.items = [];
    result.reconnecting = [];
    for await (const i of s.stream(c.session, streamOptions(c, result))) {
      result.items.push(item(i));
      if (result.items.length === c.take) break;
    }

    return {};
  },
  async transcript(s, c, result) {
    const transcript = new silo.Transcript();
    result.reconnecting = [];
    for await (const i of s.stream(c.session, streamOptions(c, result))) transcript.apply(i);
    return { events: transcript.events, entries: transcript.entries, open: transcript.hasOpen };
  },
};

// Reads a file, and lets the time of the transfer be up as soon as so many bytes are there.
async function passing(file, bytes, clock) {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  if (bytes === 0) clock.pass();
  for await (const chunk of file.chunks()) {
    text += decoder.decode(chunk, { stream: true });
    size += chunk.byteLength;
    if (size >= bytes) clock.pass();
  }

  return text;
}

const streamOptions = (c, result) => ({
  ...(c.after ? { after: c.after } : {}),
  ...(c.follow === false ? { follow: false } : {}),
  ...(c.deltas === false ? { deltas: false } : {}),
  ...(c.end_when_moved ? { endWhenMoved: true } : {}),
  ...(c.give_up_after_ms === undefined ? {} : { giveUpAfterMs: c.give_up_after_ms }),
  onReconnecting: ({ attempt, waitMs, reason }) => result.reconnecting.push({ attempt, wait_ms: waitMs, reason }),
});

async function run(behaviour) {
  const { once_ms, ...options } = behaviour.options ?? {};
  const clock = testClock(once_ms, behaviour.calls.some((call) => call.once_after_bytes !== undefined));
  const client = new silo.SiloClient({
    server: behaviour.server, clock, random: testRandom(), ...Object.fromEntries(Object.entries(options).map(([name, value]) => [camel(name), value])),
  });
  const results = [];
  for (const call of behaviour.calls) {
    const result = {};
    try {
      result.answer = await calls[call.call](client, call, result, clock);
    } catch (error) {
      result.error = failure(error);
    }

    results.push(result);
  }

  return { results, waits: clock.waits };
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const behaviour = JSON.parse(line);
  let said;
  try {
    said = await run(behaviour);
  } catch (error) {
    said = { crash: error.stack };
  }

  process.stdout.write(JSON.stringify(said) + '\n');
}).on('close', () => process.exit(0));
