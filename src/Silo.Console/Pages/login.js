// Who is here, and the key of whoever is not known yet.

import { access, call } from './api.js';
import { byId, line, show } from './dom.js';

const retryMs = 2000;
let again = () => {};
let troubled = false;

/** Asks who the caller is; asks for a key when the server does. `entered` is told each time somebody has come in. */
export async function enter(entered) {
  again = entered;
  access.refused = ask;
  byId('login-form').addEventListener('submit', (e) => { e.preventDefault(); login(); });
  byId('login').addEventListener('cancel', (e) => e.preventDefault());
  byId('logout').addEventListener('click', logout);
  await known();
}

async function known() {
  try {
    const who = await call('GET', '/v1/whoami');
    byId('who').textContent = who.proof === 'none' ? 'Development: no key needed' : `${line(who.name, 60)} · ${who.role}`;
    byId('logout').hidden = who.proof !== 'cookie';
    byId('login').close();
    if (troubled) show(byId('problem'), null);
    troubled = false;
    again(who);
  } catch (e) {
    if (e.status === 401) return;
    // Without an answer there is no page: ask again.
    troubled = true;
    show(byId('problem'), e.message);
    setTimeout(known, Math.max(retryMs, (e.retryAfter || 0) * 1000));
  }
}

function ask() {
  if (byId('login').open) return;
  byId('login').showModal();
  byId('key').focus();
}

async function login() {
  const key = byId('key');
  show(byId('login-problem'), null);
  try {
    await call('POST', '/v1/login', { body: { key: key.value.trim() } });
    key.value = '';
    await known();
  } catch (e) {
    const later = e.retryAfter > 0 ? ` Try again in ${e.retryAfter} seconds.` : '';
    show(byId('login-problem'), e.status === 401 ? 'This key is not valid.' : e.message + later);
    key.select();
  }
}

async function logout() {
  try {
    await call('POST', '/v1/logout');
  } catch (e) {
    if (e.status !== 401) {
      show(byId('problem'), `Not logged out: ${e.message}`);
      return;
    }
  }
  // Nothing of what was read stays in the page.
  location.replace('/');
}
