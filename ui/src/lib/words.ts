import { grouped } from './money';

/** `pod_missing` or `POD_MISSING` as `Pod missing`, with the trade's own capitals kept. */
export function plain(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ');
  const kept = text.replace(/\b(pod|bol|gst|hst|qst|tonu|erp|fsc)\b/g, (word) => word.toUpperCase());
  return kept.charAt(0).toUpperCase() + kept.slice(1);
}

const SHORT: [string, string][] = [
  ['pod_signed', 'POD✓'],
  ['pod', 'POD'],
  ['bol_signed', 'BOL✓'],
  ['bol', 'BOL'],
  ['rate_confirmation', 'RC'],
];

/** Documents on file in short, the proof of delivery first, a tick for a signature: `POD✓ BOL +1`. */
export function papers(kinds: string[]): string {
  const known = SHORT.filter(([kind]) => kinds.includes(kind) && !kinds.includes(`${kind}_signed`));
  const shown = known.slice(0, 2).map(([, short]) => short);
  const more = kinds.filter((kind) => !kinds.includes(`${kind}_signed`)).length - shown.length;
  return [...shown, ...(more > 0 ? [`+${more}`] : [])].join(' ');
}

export function count(number: number, word: string): string {
  return `${grouped(String(number))} ${word}${number === 1 ? '' : 's'}`;
}

/** With a full stop, where more is said after it. */
export function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

const NAMED = 6;

/** `L-1, L-2 and 40 more`: what something was done to, by name. */
export function named(loads: string[]): string {
  if (loads.length <= NAMED + 1) return loads.join(', ');
  return `${loads.slice(0, NAMED).join(', ')} and ${grouped(String(loads.length - NAMED))} more`;
}
