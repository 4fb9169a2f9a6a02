// Rows as a spreadsheet takes them: tabs for the clipboard, commas for a file. Amounts and dates stand plainly; text that a sheet would run as
// a formula is text.

/** `text` cannot be taken for a formula. An amount keeps its minus sign. */
export function harmless(text: string): string {
  const spaced = text.replace(/[\t\r\n]+/g, ' ');
  return /^\s*[=+\-@]/.test(spaced) && !/^-?\d+(\.\d+)?$/.test(spaced) ? `'${spaced}` : spaced;
}

export function tsv(titles: string[], rows: string[][]): string {
  return [titles, ...rows].map((cells) => cells.map(harmless).join('\t')).join('\n');
}

export function csv(titles: string[], rows: string[][]): string {
  const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[titles, ...rows].map((cells) => cells.map((cell) => quoted(harmless(cell))).join(',')).join('\r\n')}\r\n`;
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The same as a table, of which a sheet keeps leading zeros. */
function html(titles: string[], rows: string[][]): string {
  const cell = (text: string) =>
    `<td style="mso-number-format:'\\@'">${text.replace(/[&<>]/g, (c) => HTML[c] ?? c)}</td>`;
  const plain = (text: string) =>
    /^(-?[1-9]\d*|-?0?\.\d+|-?[1-9]\d*\.\d+|0\.\d+)$/.test(text) ? `<td>${text}</td>` : cell(harmless(text));
  return `<table>${[titles, ...rows].map((cells) => `<tr>${cells.map(plain).join('')}</tr>`).join('')}</table>`;
}

/** Puts rows into the clipboard, while a key or button is being pressed; answers whether it could. */
export function copyRows(titles: string[], rows: string[][]): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', tsv(titles, rows));
    event.clipboardData?.setData('text/html', html(titles, rows));
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  return copying(tsv(titles, rows), give);
}

export function copyText(text: string): boolean {
  return copying(text, () => undefined);
}

/** The browser copies only what is selected: a field beside the page has it for a moment. */
function copying(text: string, give: (event: ClipboardEvent) => void): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.className = 'beside';
  document.body.append(field);
  field.focus({ preventScroll: true });
  field.select();
  document.addEventListener('copy', give, { capture: true, once: true });
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', give, { capture: true });
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
