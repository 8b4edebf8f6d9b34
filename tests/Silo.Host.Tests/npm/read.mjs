// Reads a turn with the TypeScript client, and says each item on a line.
//   node read.mjs <folder of the compiled client> <server> <session>
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , folder, server, session] = process.argv;
const { SiloClient, Transcript } = await import(pathToFileURL(path.join(folder, 'index.js')));
const silo = new SiloClient({ server, attemptsMax: 20, backoffFirstMs: 50, backoffMaxMs: 2000 });
const transcript = new Transcript();
for await (const item of silo.stream(session)) {
  transcript.apply(item);
  if (item.type === 'event' || item.type === 'delta') process.stdout.write(`{"type":"${item.type}","cursor":"${item.cursor}","${item.type}":${item.raw}}\n`);
  if (item.type === 'event' && item.event.kind === 'turn.ended') break;
}

process.exitCode = transcript.hasOpen ? 1 : 0;
