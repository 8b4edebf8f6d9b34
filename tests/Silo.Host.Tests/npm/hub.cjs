// What a client with npm's @microsoft/signalr does, by commands: one JSON object a line in, one a line out.
//   node hub.cjs <directory with node_modules>
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');
const path = require('node:path');
const signalR = createRequire(path.join(process.argv[2], 'any.js'))('@microsoft/signalr');

const connections = new Map();
const streams = new Map();
const say = (value) => process.stdout.write(JSON.stringify(value) + '\n');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function build({ url, key, stateful }) {
  let builder = new signalR.HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: key ? () => key : undefined, transport: signalR.HttpTransportType.WebSockets })
    .configureLogging(signalR.LogLevel.None);
  if (stateful) builder = builder.withStatefulReconnect();
  return builder.build();
}

// One item of a stream, or why it ended before.
const first = (connection, session, cursor) => new Promise((resolve, reject) => {
  const subscription = connection.stream('StreamEvents', session, cursor).subscribe({
    next: (item) => { subscription.dispose(); resolve(item); },
    complete: () => resolve(null),
    error: reject,
  });
});

const ended = (item) => item.event === 'turn.ended';

const commands = {
  async connect(c) {
    const connection = build(c);
    connection.onclose((error) => say({ ev: 'closed', c: c.c, error: error ? error.message : null }));
    await connection.start();
    connections.set(c.c, connection);
    return null;
  },
  async stop(c) { await connections.get(c.c).stop(); return null; },
  async stream(c) {
    const subscription = connections.get(c.c).stream('StreamEvents', c.session, c.cursor ?? null).subscribe({
      next: (item) => say({ ev: 'item', s: c.s, item }),
      complete: () => say({ ev: 'end', s: c.s, error: null }),
      error: (error) => say({ ev: 'end', s: c.s, error: error.message }),
    });
    streams.set(c.s, subscription);
    return null;
  },
  async dispose(c) { streams.get(c.s).dispose(); return null; },
  invoke: (c) => connections.get(c.c).invoke(c.method, ...c.args),
  async send(c) { await connections.get(c.c).send(c.method, ...c.args); return null; },
  // Stops and goes on reading what the connection brings.
  async pause(c) { connections.get(c.c).connection.transport._webSocket._socket.pause(); return null; },
  async resume(c) { connections.get(c.c).connection.transport._webSocket._socket.resume(); return null; },
  // The connection breaks: not by either side's will.
  async cut(c) { connections.get(c.c).connection.transport._webSocket._socket.destroy(); return null; },
  // Takes one item of each connection, and comes back with nothing but its cursor.
  async returning(c) {
    let cursor = null;
    for (let times = 1; ; times++) {
      const connection = build(c);
      await connection.start();
      const item = await first(connection, c.session, cursor);
      await connection.stop();
      say({ ev: 'item', s: c.s, item });
      cursor = item.id ?? cursor;
      if (ended(item)) return times;
    }
  },
  // Follows a session to the end of its turn, whatever happens to the server.
  async follow(c) {
    let cursor = c.cursor ?? null, breaks = 0;
    for (; ; breaks++) {
      const connection = build(c);
      try {
        await connection.start();
        const done = await new Promise((resolve, reject) => connection.stream('StreamEvents', c.session, cursor).subscribe({
          next: (item) => {
            say({ ev: 'item', s: c.s, item });
            cursor = item.id ?? cursor;
            if (ended(item)) resolve(true);
          },
          complete: () => resolve(false),
          error: reject,
        }));
        await connection.stop();
        if (done) return breaks;
      } catch {
        await connection.stop();
        await pause(50);
      }
    }
  },
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const command = JSON.parse(line);
  try {
    say({ ev: 'done', n: command.n, value: await commands[command.op](command) ?? null });
  } catch (error) {
    say({ ev: 'done', n: command.n, error: error.message });
  }
}).on('close', () => process.exit(0));
