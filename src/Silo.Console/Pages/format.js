// Numbers as people read them.

/** Tokens, shortened beyond a thousand. */
export const tokens = (n) => (n < 10_000 ? n.toLocaleString('en') : `${(n / 1000).toLocaleString('en', { maximumFractionDigits: 1 })}k`);

/** Millionths of a US dollar; empty for none. */
export const cost = (micro) => (micro > 0 ? `$${(micro / 1e6).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: micro < 1e6 ? 4 : 2 })}` : '');

/** A span of milliseconds. */
export function span(ms) {
  if (!Number.isFinite(ms) || ms < 0) return '';
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** The time between two times of events. */
export const between = (from, to) => (from && to ? span(Date.parse(to) - Date.parse(from)) : '');

/** A size in bytes. */
export function bytes(n) {
  if (n < 1024) return `${n} B`;
  return n < 1024 * 1024 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 / 1024).toFixed(1)} MiB`;
}

/** When something was, short. */
export function when(text) {
  const time = new Date(text);
  const today = new Date().toDateString() === time.toDateString();
  return today ? time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : time.toLocaleDateString([], { month: 'short', day: 'numeric' });
}

/** What a turn used, in one line. */
export function usage(turn, time) {
  const parts = [];
  if (turn.input || turn.output) parts.push(`${tokens(turn.input)} tokens in, ${tokens(turn.output)} out`);
  if (turn.cost) parts.push(cost(turn.cost));
  if (time) parts.push(time);
  return parts.join(' · ');
}
