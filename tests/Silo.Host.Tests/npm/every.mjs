// Calls every method of the TypeScript client once against a real host, and checks what comes.
//   node every.mjs <folder of the compiled client> <server> <an operator's key>
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , folder, server, apiKey] = process.argv;
const { SiloClient, SiloApiError, ApprovalResolvedError, Transcript } = await import(pathToFileURL(path.join(folder, 'index.js')));
const silo = new SiloClient({ server, apiKey });
const refused = (code) => (error) => error instanceof SiloApiError && error.code === code;

assert.equal((await silo.isLive()).live, true);
assert.equal((await silo.isReady()).ready, true);
assert.equal((await silo.whoAmI()).role, 'operator');
assert.ok((await silo.runDoctor()).checks.length > 0);
assert.ok((await silo.getOpenApi()).paths);
assert.deepEqual((await silo.listAgents()).map((agent) => agent.name), ['asks', 'gives']);
assert.equal((await silo.validateAgent('name: x')).valid, false);

const session = await silo.createSession({ agent: 'asks', title: 'Grüße', labels: { team: 'core' } });
assert.equal((await silo.getSession(session.id)).title, 'Grüße');
assert.equal((await silo.listSessions({ label: 'team:core', limit: 1 })).sessions[0].id, session.id);
const task = await silo.prompt(session.id, [{ type: 'text', text: 'Look around.' }]);
const transcript = new Transcript();
for await (const item of silo.stream(session.id)) {
  transcript.apply(item);
  if (item.type !== 'event') continue;
  if (item.event.kind === 'approval.requested') {
    const [approval] = (await silo.listApprovals({ session: session.id, open: true })).approvals;
    assert.equal((await silo.decideApproval(approval.id, { decision: 'approve' })).decision, 'approve');
    await assert.rejects(silo.decideApproval(approval.id, { decision: 'reject' }), (error) => error instanceof ApprovalResolvedError && error.first.decision === 'approve');
  }

  if (item.event.kind === 'turn.ended') break;
}

assert.deepEqual(transcript.entries.map((entry) => entry.type), ['prompt', 'message', 'tool_call', 'message', 'end']);
assert.equal((await silo.getTask(task.task)).stop_reason, 'end_turn');
assert.equal((await silo.waitForTask(task.task)).state, 'ended');
assert.equal((await silo.readEvents(session.id, { limit: 2 })).events.length, 2);
assert.equal((await silo.readBlock(session.id, 3, 0)).text, 'Look around.');
assert.ok((await silo.issueStreamToken(session.id)).token);

const tag = await silo.writeFile(session.id, 'notes/ü #1.txt', 'hello, files', { onlyNew: true });
assert.equal(await (await silo.readFile(session.id, 'notes/ü #1.txt', { from: 7, to: 10, ifRange: tag })).text(), 'file');
assert.equal((await silo.readFile(session.id, 'notes/ü #1.txt', { ifNoneMatch: tag })).notModified, true);
await assert.rejects(silo.writeFile(session.id, 'notes/ü #1.txt', 'x', { ifMatch: '"other"' }), refused('precondition_failed'));
const tar = await (await silo.readTar(session.id, 'notes')).bytes();
assert.equal(await silo.writeTar(session.id, 'copy', tar), 1);
assert.equal((await silo.listFolder(session.id, 'copy')).entries.length, 1);
await silo.removeFile(session.id, 'notes/ü #1.txt', { ifMatch: tag });
assert.equal((await silo.listFolder(session.id, 'notes')).entries.length, 0);

assert.deepEqual(await silo.listArtifacts(session.id, { limit: 1 }), { artifacts: [], next_page: null });
await assert.rejects(silo.readArtifact(session.id, 3), refused('artifact_not_found'));
const giver = await silo.createSession({ agent: 'gives' });
assert.equal((await silo.waitForTask((await silo.prompt(giver.id, 'Give me something.')).task)).stop_reason, 'end_turn');
const given = [];
for await (const artifact of silo.artifacts(giver.id)) given.push(artifact);
assert.deepEqual(given.map((artifact) => [artifact.name, artifact.title, artifact.size]), [['notes.txt', 'What I have for you', 14]]);
const whole = await silo.readArtifact(giver.id, given[0].artifact);
assert.equal(await whole.text(), 'from the agent');
assert.equal(await (await silo.readArtifact(giver.id, given[0].artifact, { from: 5, to: 7 })).text(), 'the');
await silo.deleteSession(giver.id);

const next = await silo.prompt(session.id, 'Once more.');
assert.equal((await silo.cancel(session.id, { task: next.task })).task, next.task);
assert.equal((await silo.waitForTask(next.task)).stop_reason, 'cancelled');
await assert.rejects(silo.interject(session.id, 'Too late.', { waitMs: 0 }).then(() => silo.cancel(session.id)).then(() => silo.cancel(session.id)), SiloApiError);

const key = await silo.createKey({ name: 'viewer', role: 'viewer' });
assert.equal((await new SiloClient({ server, apiKey: key.key }).login(key.key)).role, 'viewer');
await silo.logout();
await assert.rejects(new SiloClient({ server, apiKey: key.key }).deleteSession(session.id), refused('forbidden'));
await silo.revokeKey(key.id);
assert.ok((await silo.listKeys()).keys.find((one) => one.id === key.id).revoked_at);
await assert.rejects(new SiloClient({ server, apiKey: key.key }).whoAmI(), refused('unauthenticated'));
assert.equal((await silo.listAudit({ operation: 'key_revoke', limit: 1 })).entries[0].target, key.id);

await silo.deleteSession(session.id);
await assert.rejects(silo.getSession(session.id), refused('session_not_found'));
