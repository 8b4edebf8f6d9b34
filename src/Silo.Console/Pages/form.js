// The form of a question that a tool asks while it runs: one field for each member of its schema. Nothing is chosen for the person
// but what the schema names as its default, and nothing is sent that does not fit.

import { el, line } from './dom.js';

const fieldsMax = 64;
let forms = 0;

/** The form for a schema; null when not all of it could be shown. `read` gives the answer as text, or throws and says what is wrong. */
export function answerForm(schema) {
  const fields = Object.entries(schema?.properties ?? {});
  if (schema?.type !== 'object' || fields.length === 0 || fields.length > fieldsMax) return null;
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const made = fields.map(([name, s]) => field(name, s ?? {}, required.has(name)));
  if (made.includes(null)) return null;
  const read = () => {
    const values = made.map((f) => {
      const value = f.read();
      f.control.setAttribute('aria-invalid', String(value instanceof Error));
      return value;
    });
    const wrong = values.findIndex((v) => v instanceof Error);
    if (wrong >= 0) {
      made[wrong].control.focus();
      throw values[wrong];
    }
    return JSON.stringify(Object.fromEntries(made.map((f, i) => [f.name, values[i]]).filter(([, v]) => v !== undefined)));
  };
  return { node: el('div', { class: 'answer-form' }, ...made.map((f) => f.node)), read };
}

// A field: its elements, the one that is focused, and read() with the value, undefined for none, or the error that keeps it from being sent.
function field(name, s, required) {
  const says = line(s.title ?? name, 80);
  const made = makers.get(choicesOf(s) ? 'choice' : s.type)?.(s, required, (why) => new Error(`‘${says}’ ${why}`), says);
  if (!made) return null;
  const about = s.description ? el('span', { class: 'faint', id: `about-${++forms}` }, line(s.description, 400)) : null;
  if (about) made.control.setAttribute('aria-describedby', about.id);
  const label = el('span', {}, says, required ? el('span', { class: 'faint' }, ' (needed)') : null);
  return { name, ...made, node: made.group ? el('fieldset', {}, el('legend', {}, label), about, made.group) : el('label', {}, label, el('span', { class: 'field' }, made.control, about)) };
}

// Maps, because a schema may name any word.
const makers = new Map([['string', textField], ['number', numberField], ['integer', numberField], ['choice', choiceField], ['array', manyField]]);
const types = new Map([['email', 'email'], ['uri', 'url'], ['date', 'date']]);

function textField(s, required, wrong) {
  const preset = typeof s.default === 'string' ? s.default : '';
  // A field of one line would take the line feeds out of what it is given.
  const control = preset.includes('\n')
    ? el('textarea', { rows: '3', value: preset })
    : el('input', { type: types.get(s.format) ?? 'text', autocomplete: 'off', value: preset });
  const read = () => {
    const value = control.value;
    const length = [...value].length;
    if (control.validity.badInput || control.validity.typeMismatch) return wrong(`is no ${s.format}.`);
    if (value === '' && required) return wrong('is needed.');
    if (value === '' && preset === '') return undefined;
    if (length < (s.minLength ?? 0)) return wrong(`needs ${s.minLength} characters or more.`);
    if (length > (s.maxLength ?? Infinity)) return wrong(`has ${length} characters, of at most ${s.maxLength}.`);
    return value;
  };
  return { control, read };
}

function numberField(s, required, wrong) {
  const preset = typeof s.default === 'number' ? s.default : null;
  const control = el('input', { type: 'number', step: s.type === 'integer' ? '1' : 'any', autocomplete: 'off', value: preset === null ? '' : String(preset) });
  const read = () => {
    const kind = s.type === 'integer' ? 'whole number' : 'number';
    if (control.validity.badInput) return wrong(`is no ${kind}.`);
    if (control.value === '') {
      if (required) return wrong('is needed.');
      return preset === null ? undefined : wrong(`cannot be left empty: ${preset} would be taken.`);
    }
    const value = Number(control.value);
    if (!Number.isFinite(value) || (s.type === 'integer' && !Number.isSafeInteger(value))) return wrong(`is no ${kind} that can be sent.`);
    if (value < (s.minimum ?? -Infinity)) return wrong(`must be ${s.minimum} or more.`);
    if (value > (s.maximum ?? Infinity)) return wrong(`must be ${s.maximum} or less.`);
    return value;
  };
  return { control, read };
}

// One of several: values and how they are called; null for no such field.
function choicesOf(s) {
  if (s.type === 'boolean') return [[true, 'Yes'], [false, 'No']];
  if (Array.isArray(s.enum)) return s.enum.map((v, i) => [v, s.enumNames?.[i] ?? v]);
  const named = s.oneOf ?? s.anyOf;
  return Array.isArray(named) && named.every((o) => typeof o?.const === 'string') ? named.map((o) => [o.const, o.title ?? o.const]) : null;
}

function choiceField(s, required, wrong) {
  const choices = choicesOf(s);
  const preset = choices.findIndex(([value]) => value === s.default);
  const control = el('select', {},
    preset < 0 ? el('option', { value: '' }, '–') : null,
    ...choices.map(([, says], i) => el('option', { value: String(i) }, line(String(says), 120))));
  control.value = preset < 0 ? '' : String(preset);
  const read = () => (control.value !== '' ? choices[Number(control.value)][0] : required ? wrong('is needed.') : undefined);
  return { control, read };
}

// Several of several.
function manyField(s, required, wrong, says) {
  const choices = s.items ? choicesOf(s.items) : null;
  if (!choices || choices.length === 0) return null;
  const preset = Array.isArray(s.default) ? s.default : [];
  const boxes = choices.map(([value]) => el('input', { type: 'checkbox', checked: preset.includes(value) }));
  const group = el('div', { class: 'field', role: 'group', 'aria-label': says }, ...choices.map(([, name], i) => el('label', { class: 'check-one' }, boxes[i], line(String(name), 120))));
  const read = () => {
    const values = choices.filter((c, i) => boxes[i].checked).map(([value]) => value);
    if (values.length === 0 && required && s.minItems !== 0) return wrong('is needed.');
    if (values.length === 0 && preset.length === 0) return undefined;
    if (values.length < (s.minItems ?? 0)) return wrong(`needs ${s.minItems} or more.`);
    if (values.length > (s.maxItems ?? Infinity)) return wrong(`takes ${s.maxItems} at most.`);
    return values;
  };
  return { control: boxes[0], group, read };
}
