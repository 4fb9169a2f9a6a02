// Instants come with their offset and are shown as they stand there: the stop's own clock, never this machine's.

/** `Mar 3, 08:05` of an instant with its offset. */
export function stopTime(instant: string | null): string {
  const parts = instant?.match(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/);
  if (!parts) return '';
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${months[Number(parts[2]) - 1]} ${Number(parts[3])}, ${parts[4]}:${parts[5]}`;
}

/** `2 h 46 min` between two instants; nothing when one is missing. */
export function between(from: string | null, to: string | null): string {
  if (!from || !to) return '';
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  if (!Number.isFinite(minutes) || minutes < 0) return '';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
