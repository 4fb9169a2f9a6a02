/** Whether this row of the grid stands on the screen: drawn, and not scrolled away. */
export function inSight(key: string): boolean {
  const row = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const body = row?.closest('.grid-body');
  if (!row || !body) return false;
  const [at, within] = [row.getBoundingClientRect(), body.getBoundingClientRect()];
  return at.bottom >= within.top && at.top <= within.bottom;
}

/** Where the keys belong on a screen that has lost them: its list, else its first place that takes them. */
export function mainPlace(): HTMLElement | null {
  const main = document.querySelector('main');
  for (const place of ['[data-grid]', '[data-place]', '.pane[tabindex]', '[tabindex="0"]']) {
    const found = (main ?? document).querySelector<HTMLElement>(place);
    if (found) return found;
  }
  return main;
}

/** Puts the keys there, unless they are somewhere. `always`: from wherever they are. */
export function keysToMain(always = false) {
  const at = document.activeElement;
  if (document.querySelector('[role=dialog]')) return;
  if (!always && at && at !== document.body && at.isConnected) return;
  mainPlace()?.focus({ preventScroll: true });
}
