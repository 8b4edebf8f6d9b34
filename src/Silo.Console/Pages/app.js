// The page: which session is open, and what its parts tell each other. What runs here uses the public API alone.

import { call, idempotencyKey, insist } from './api.js';
import { Composer } from './composer.js';
import { byId, el, line, show, visible } from './dom.js';
import { openFiles } from './files.js';
import { enter } from './login.js';
import { SessionList } from './sessions.js';
import { Transcript } from './transcript.js';

const list = new SessionList((id) => go(`/s/${id}`));
const composer = new Composer();
let transcript = null;
let opened = 0;

const unfolded = () => byId('unfold').checked;

function drawer(open) {
  document.body.classList.toggle('drawer', open);
  byId('shade').hidden = !open;
  byId('side-open').setAttribute('aria-expanded', String(open));
}

function go(path) {
  history.pushState(null, '', path);
  route();
}

function route() {
  const match = /^\/s\/(ses_[0-9a-z]{26})$/.exec(location.pathname);
  const at = /^#(\d{1,15})$/.exec(location.hash);
  drawer(false);
  if (match) openSession(match[1], at ? Number(at[1]) : null);
  else closeSession();
}

function closeSession() {
  opened++;
  transcript?.close();
  transcript = null;
  composer.use(null, null);
  byId('log').replaceChildren();
  byId('welcome').hidden = false;
  for (const id of ['earlier', 'latest']) byId(id).hidden = true;
  byId('files-open').disabled = true;
  title('Silo', '');
  state('none');
  list.mark(null);
}

async function openSession(id, at) {
  const mine = ++opened;
  // Until the other one is there nothing of the last one is: what is written now must not go to it.
  transcript?.close();
  transcript = null;
  composer.use(null, null);
  byId('log').replaceChildren();
  byId('files-open').disabled = true;
  state('none');
  byId('welcome').hidden = true;
  show(byId('problem'), null);
  list.mark(id);
  try {
    const session = await call('GET', `/v1/sessions/${id}`);
    if (mine !== opened) return;
    list.put(session);
    title(session.title || session.agent, `${line(session.agent, 60)} ${line(session.agent_version, 20)} · ${session.id}`);
    const told = { state, event: (kind, data) => event(id, kind, data), window: windowed };
    transcript = new Transcript(byId('log'), byId('main'), id, told, { unfolded, decide });
    composer.use(id, transcript.fold);
    byId('files-open').disabled = false;
    byId('log').setAttribute('aria-busy', 'true');
    try {
      await transcript.open(session.head, at);
    } finally {
      byId('log').removeAttribute('aria-busy');
    }
    if (mine !== opened) return;
    if (matchMedia('(pointer: fine)').matches) byId('prompt').focus();
  } catch (e) {
    if (mine !== opened) return;
    closeSession();
    if (e.code === 'session_not_found') list.remove(id);
    if (e.status !== 401) show(byId('problem'), e.code === 'session_not_found' ? 'There is no such session; it may have been deleted.' : e.message);
  }
}

function title(text, about) {
  byId('title').textContent = line(text, 120);
  byId('about').textContent = about;
  document.title = text === 'Silo' ? 'Silo' : `${line(text, 60)} – Silo`;
}

const decide = (approval, decision, answer) => insist('POST', `/v1/approvals/${approval}`, { body: answer === null ? { decision } : { decision, answer } });

const endings = { deleted: 'deleted', access_ended: 'access ended', end: 'ended' };

function state(name, detail) {
  const node = byId('connection');
  node.dataset.state = name;
  if (name === 'live') node.textContent = 'live';
  else if (name === 'waiting') node.textContent = detail ? `reconnecting … (${line(detail, 60)})` : 'reconnecting …';
  else if (name === 'detached') node.textContent = 'earlier part';
  else if (name === 'ended') node.textContent = endings[detail] ?? visible(String(detail));
  else node.textContent = '';
  if (name === 'ended' && detail === 'deleted' && transcript) {
    list.remove(transcript.session);
    byId('composer').hidden = true;
  }
}

function windowed({ earlier, detached }) {
  byId('earlier').hidden = !earlier;
  byId('latest').hidden = !detached;
}

// What changes a session's status is known here before the list is read again; and what ended is said to whoever listens to the page.
function event(id, kind, data) {
  const status = { 'turn.started': 'running', 'turn.resumed': 'running', 'turn.ended': 'idle', 'approval.requested': 'waiting', 'approval.resolved': 'running' }[kind];
  if (!status) return;
  const session = list.get(id);
  if (session && session.status !== status) list.put({ ...session, status, updated_at: data.time });
  if (kind === 'turn.ended') byId('said').textContent = data.data?.stop_reason === 'end_turn' ? 'The turn has ended.' : `The turn ended: ${line(data.data?.stop_reason ?? '', 40)}.`;
  if (kind === 'approval.requested') byId('said').textContent = `A question waits for you: ${line(data.data?.title ?? '', 120)}`;
  composer.update();
}

async function create() {
  unsure = null;
  show(byId('create-problem'), null);
  const select = byId('agent');
  byId('create').showModal();
  try {
    const { agents } = await call('GET', '/v1/agents');
    const about = () => { byId('agent-about').textContent = line(agents.find((a) => a.name === select.value)?.description ?? '', 300); };
    const before = select.value;
    select.replaceChildren(...agents.slice(0, 1000).map((a) => el('option', { value: a.name }, line(a.name, 80))));
    if (agents.some((a) => a.name === before)) select.value = before;
    select.onchange = about;
    about();
  } catch (e) {
    show(byId('create-problem'), e.message);
  }
}

// What was asked for without an answer: asked again it is the same session.
let unsure = null;

async function begin() {
  const submit = byId('begin');
  if (submit.disabled) return;
  submit.disabled = true;
  try {
    const name = byId('session-title').value.trim();
    const body = { agent: byId('agent').value, ...(name ? { title: name } : {}) };
    const wanted = JSON.stringify(body);
    if (unsure?.wanted !== wanted) unsure = { wanted, key: idempotencyKey() };
    const session = await insist('POST', '/v1/sessions', { body, headers: { 'Idempotency-Key': unsure.key } });
    unsure = null;
    byId('session-title').value = '';
    byId('create').close();
    list.put(session);
    go(`/s/${session.id}`);
  } catch (e) {
    show(byId('create-problem'), e.message);
    if (e.status !== 0 && e.status < 500) unsure = null;
  } finally {
    submit.disabled = false;
  }
}

function shortcuts(e) {
  if (e.defaultPrevented || e.isComposing) return;
  const dialog = document.querySelector('dialog[open]');
  if (e.key === 'Escape') {
    if (dialog) return;
    if (document.body.classList.contains('drawer')) drawer(false);
    else composer.cancel();
    return;
  }
  if (dialog) return;
  const writes = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.nodeName);
  if (e.key === '?' && !writes) { e.preventDefault(); byId('keys').showModal(); }
  const act = e.altKey && !e.ctrlKey && !e.metaKey ? alt[e.code] : null;
  if (act) { e.preventDefault(); act(); }
}

const alt = {
  KeyN: () => create(),
  KeyS: () => { drawer(matchMedia('(max-width: 700px)').matches); (document.querySelector('#sessions a[aria-current]') ?? document.querySelector('#sessions a'))?.focus(); },
  KeyP: () => byId('prompt').focus(),
  KeyA: () => {
    const question = [...document.querySelectorAll('.approval[data-open=true]')].at(-1);
    (question?.querySelector('button.primary:not(:disabled)') ?? question)?.focus();
  },
  KeyF: () => { if (transcript) openFiles(transcript.session); },
  KeyU: () => byId('unfold').click(),
};

byId('new').addEventListener('click', create);
byId('create-form').addEventListener('submit', (e) => { e.preventDefault(); begin(); });
byId('side-open').addEventListener('click', () => { drawer(true); byId('side-close').focus(); });
byId('side-close').addEventListener('click', () => { drawer(false); byId('side-open').focus(); });
byId('shade').addEventListener('click', () => drawer(false));
byId('files-open').addEventListener('click', () => openFiles(transcript.session));
byId('keys-open').addEventListener('click', () => byId('keys').showModal());
byId('earlier').addEventListener('click', () => transcript.earlier().catch((e) => show(byId('problem'), e.message)));
byId('latest').addEventListener('click', () => go(`/s/${transcript.session}`));
byId('unfold').addEventListener('change', () => transcript?.unfold(unfolded()));
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
document.addEventListener('keydown', shortcuts);
globalThis.addEventListener('popstate', route);

document.querySelector('.skip').addEventListener('click', (e) => {
  e.preventDefault();
  byId(transcript ? 'prompt' : 'new').focus();
});
// A page that the browser kept was somebody's who may be gone.
globalThis.addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });

let here = null;

enter((who) => {
  const person = JSON.stringify([who.tenant, who.id, who.role]);
  if (here !== null && here !== person) {
    closeSession();
    list.clear();
    composer.forget();
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
    for (const id of ['artifacts-list', 'files-list', 'files-path', 'file-name', 'file-about', 'file-text', 'agent', 'agent-about', 'said']) byId(id).replaceChildren();
    byId('session-title').value = '';
    show(byId('problem'), null);
  }
  here = person;
  list.refresh();
  route();
});
