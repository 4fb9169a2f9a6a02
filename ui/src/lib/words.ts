/** `pod_missing` or `POD_MISSING` as `Pod missing`, with the trade's own capitals kept. */
export function plain(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ');
  const kept = text.replace(/\b(pod|bol|gst|hst|qst|tonu|erp|fsc)\b/g, (word) => word.toUpperCase());
  return kept.charAt(0).toUpperCase() + kept.slice(1);
}

export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
