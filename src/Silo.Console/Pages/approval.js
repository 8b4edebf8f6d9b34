// A question to a person. Nothing can be approved here that is not shown whole.

import { el, line } from './dom.js';
import { answerForm } from './form.js';
import { inputView } from './toolview.js';

const decided = { approve: 'Approved', reject: 'Rejected', answer: 'Answered', withdrawn: 'Withdrawn' };

/** The view of a question; `context` as for the others. */
export function approvalView(item, context) {
  const node = el('section', { class: 'approval', role: 'group', tabindex: '-1' });
  const about = el('div');
  let shown = null;
  let loading = false;
  let busy = false;
  let buttons = [];

  function update() {
    const title = line(item.title ?? 'A question', 400);
    node.setAttribute('aria-label', `Question: ${title}`);
    node.dataset.open = String(item.open);
    const parts = [el('h3', {}, title)];
    if (asksToRun()) {
      parts.push(about);
      inform();
    }
    if (item.reason === 'in_doubt') parts.push(el('p', {}, 'It was interrupted and may have run. Approve to run it again.'));
    const within = node.contains(document.activeElement);
    if (item.open) parts.push(...choices());
    else parts.push(el('p', { class: 'faint' }, decision()));
    node.replaceChildren(...parts);
    if (within && !item.open) node.focus();
  }

  const asksToRun = () => Boolean(item.tool) && item.reason !== 'elicitation';

  function inform() {
    if (shown) return;
    if (item.input) show(item.input);
    else if (item.open) load();
    else about.replaceChildren(el('p', { class: 'faint' }, 'Its input is too long to be shown here.'));
  }

  function show(input) {
    about.replaceChildren(inputView(item.tool, input, true));
    shown = input;
    allow();
  }

  async function load() {
    if (loading) return;
    loading = true;
    about.replaceChildren(el('p', { class: 'faint' }, 'Its input is long and is being read …'));
    try {
      show(await context.input(item.step));
    } catch (e) {
      about.replaceChildren(
        el('p', {}, `What it would run with cannot be shown, so it cannot be approved here: ${e.message} `),
        el('button', { type: 'button', onclick: load }, 'Try again'));
    } finally {
      loading = false;
    }
  }

  function allow() {
    for (const b of buttons) b.disabled = busy || (b.dataset.state === 'approve' && asksToRun() && !shown);
  }

  function decision() {
    const by = item.by ? ` by ${line(item.by, 120)}` : '';
    return `${decided[item.decision] ?? item.decision ?? 'Decided'}${by}${item.answer ? `: ${line(item.answer, 400)}` : ''}`;
  }

  function choices() {
    const asks = item.choices.includes('answer') && item.reason === 'elicitation' && item.input;
    const form = asks ? answerForm(item.input) : null;
    const says = !item.choices.includes('answer') ? 'A word to the agent (optional)' : asks ? 'Your answer: a JSON object' : 'Your answer';
    const words = el('textarea', { rows: '1', 'aria-label': says, maxlength: '8000', placeholder: says });
    const problem = el('p', { role: 'alert', hidden: true });
    // A form begins with its defaults: one button takes them, and what was filled in.
    const offered = form ? item.choices.filter((c) => c !== 'approve') : item.choices;
    const button = (choice, label, kind) => (offered.includes(choice)
      ? el('button', { type: 'button', class: kind, 'data-state': choice, onclick: () => decide(choice) }, label)
      : null);
    buttons = [button('approve', 'Approve', 'primary'), button('answer', 'Answer', offered.includes('approve') ? '' : 'primary'), button('reject', 'Reject', 'danger')].filter(Boolean);
    allow();

    async function decide(choice) {
      problem.hidden = true;
      try {
        const answer = form && choice === 'answer' ? form.read() : words.value.trim() || null;
        busy = true;
        allow();
        await context.decide(item.id, choice, answer);
      } catch (e) {
        problem.textContent = e.message;
        problem.hidden = false;
        busy = false;
        allow();
      }
    }

    // What cannot be a form is answered as JSON, and shown whole.
    const asked = asks && !form ? inputView(item.tool, item.input, true) : null;
    return [asked, form ? form.node : words, el('div', { class: 'buttons' }, ...buttons), problem].filter(Boolean);
  }

  update();
  return { node, update };
}
