// The session's artifacts and files: folders to walk through, texts to read, anything to take away. What a file holds is shown as text only.

import { call, fileUrl, request } from './api.js';
import { artifactEntries } from './artifacts.js';
import { byId, el, line, show, visible } from './dom.js';
import { bytes, when } from './format.js';

const shownBytesMax = 256 * 1024;
const entriesMax = 2000;
let session = null;
let asked = 0;
let listed = 0;

/** Opens the files of a session. */
export async function openFiles(id) {
  session = id;
  byId('files').showModal();
  await Promise.all([folder('.'), artifacts(id)]);
}

async function artifacts(id) {
  const mine = ++listed;
  const list = byId('artifacts-list');
  list.replaceChildren();
  byId('artifacts').hidden = true;
  try {
    const entries = await artifactEntries(id, () => mine === listed);
    if (mine !== listed) return;
    list.replaceChildren(...entries);
    byId('artifacts').hidden = entries.length === 0;
  } catch (e) {
    if (mine === listed) show(byId('files-problem'), e.message);
  }
}

async function folder(path) {
  const mine = ++asked;
  byId('file').hidden = true;
  show(byId('files-problem'), null);
  crumbs(path);
  const list = byId('files-list');
  list.replaceChildren();
  try {
    const answer = await call('GET', fileUrl(session, path));
    if (mine !== asked) return;
    list.replaceChildren(...answer.entries.slice(0, entriesMax).map(entry));
    if (answer.entries.length === 0) list.append(el('li', { class: 'faint' }, 'Nothing is in here.'));
    if (answer.truncated || answer.entries.length > entriesMax) list.append(el('li', { class: 'faint' }, 'There is more than can be listed.'));
  } catch (e) {
    if (mine === asked) show(byId('files-problem'), e.message);
  }
}

function crumbs(path) {
  const parts = path === '.' ? [] : path.split('/');
  const steps = [['workspace', '.'], ...parts.map((name, i) => [line(name, 80), parts.slice(0, i + 1).join('/')])];
  byId('files-path').replaceChildren(...steps.flatMap(([name, at], i) => [i > 0 ? ' / ' : '', el('button', { type: 'button', class: 'plain-button', onclick: () => folder(at) }, name)]));
}

function entry(item) {
  const name = line(item.path.split('/').at(-1), 120);
  if (item.kind === 'directory') return el('li', {}, el('button', { type: 'button', class: 'plain-button', onclick: () => folder(item.path) }, `${name}/`));
  const about = el('span', { class: 'faint' }, item.kind === 'file' ? `${bytes(item.size)} · ${when(item.modified_at)}` : item.kind);
  if (item.kind !== 'file') return el('li', {}, el('span', {}, name), ' ', about);
  return el('li', {}, el('button', { type: 'button', class: 'plain-button', onclick: () => file(item) }, name), ' ', about);
}

async function file(item) {
  const mine = ++asked;
  show(byId('files-problem'), null);
  try {
    const response = await request('GET', fileUrl(session, item.path), { headers: item.size > 0 ? { Range: `bytes=0-${shownBytesMax - 1}` } : {} });
    const content = new Uint8Array(await response.arrayBuffer()).subarray(0, shownBytesMax);
    if (mine !== asked) return;
    const binary = content.includes(0);
    const link = byId('file-get');
    link.setAttribute('href', fileUrl(session, item.path));
    link.setAttribute('download', item.path.split('/').at(-1));
    byId('file-name').textContent = visible(item.path);
    byId('file-about').textContent = [bytes(item.size), binary ? 'not text' : null, !binary && item.size > shownBytesMax ? `the first ${bytes(shownBytesMax)} are shown` : null].filter(Boolean).join(' · ');
    byId('file-text').textContent = binary ? '' : visible(new TextDecoder().decode(content));
    byId('file-text').hidden = binary;
    byId('file').hidden = false;
    byId('file').scrollIntoView({ block: 'nearest' });
    link.focus();
  } catch (e) {
    if (mine === asked) show(byId('files-problem'), e.message);
  }
}
