// What an agent handed over: seen where it was published, and listed with the files. Its name, its type and its bytes are the agent's.

import { call, request } from './api.js';
import { el, line, visible } from './dom.js';
import { bytes, when } from './format.js';

const shownBytesMax = 256 * 1024;
const imageBytesMax = 8 * 1024 * 1024;
const listedMax = 1000;
const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The address of an artifact's bytes. */
export const artifactUrl = (session, artifact) => `/v1/sessions/${session}/artifacts/${artifact}`;

function download(session, artifact, name, ...children) {
  return el('a', { href: artifactUrl(session, artifact), download: name }, ...children);
}

/** Makes the view of a published artifact. */
export function artifactView(item, context) {
  const url = artifactUrl(context.session, item.first);
  const node = el('article', { class: 'artifact', 'aria-label': 'Artifact' });
  const about = [item.title ? line(item.title, 300) : null, line(item.mediaType, 60), bytes(item.size)].filter(Boolean).join(' · ');
  const buttons = el('div', { class: 'buttons' }, el('strong', { class: 'artifact-name' }, line(item.name, 200)), download(context.session, item.first, item.name, 'Download'));
  node.append(buttons, el('p', { class: 'faint' }, about));
  // The server names no other type than these for what it shows as an image.
  if (images.has(item.mediaType) && item.size <= imageBytesMax) {
    node.append(el('img', { src: url, alt: line(item.title ?? item.name, 200), loading: 'lazy' }));
  } else if (item.size > 0) {
    buttons.append(el('button', { type: 'button', onclick: (e) => preview(e.target, node, url, item.size) }, 'Show'));
  }
  return { node, update() {} };
}

async function preview(button, node, url, size) {
  button.disabled = true;
  try {
    const response = await request('GET', url, { headers: { Range: `bytes=0-${shownBytesMax - 1}` } });
    const content = new Uint8Array(await response.arrayBuffer()).subarray(0, shownBytesMax);
    button.remove();
    if (content.includes(0)) {
      node.append(el('p', { class: 'faint' }, 'It is not text: download it to open it.'));
      return;
    }
    node.append(el('pre', { class: 'output', tabindex: '0', 'aria-label': 'Content of the artifact' }, visible(new TextDecoder().decode(content))));
    if (size > shownBytesMax) node.append(el('p', { class: 'faint' }, `The first ${bytes(shownBytesMax)} are shown.`));
  } catch (e) {
    button.disabled = false;
    button.textContent = `Not loaded: ${line(e.message, 200)} Try again`;
  }
}

/** All artifacts of a session as entries of a list, the newest first; `current` tells whether anybody still wants them. */
export async function artifactEntries(session, current) {
  const found = [];
  let page = null;
  do {
    const answer = await call('GET', `/v1/sessions/${session}/artifacts?limit=200${page === null ? '' : `&page=${encodeURIComponent(page)}`}`);
    found.push(...answer.artifacts);
    page = answer.next_page;
  } while (page !== null && found.length < listedMax && current());
  return found.reverse().map((a) => el('li', {}, download(session, a.artifact, a.name, line(a.name, 120)), ' ', el('span', { class: 'faint' }, `${bytes(a.size)} · ${when(a.published_at)}`)));
}
