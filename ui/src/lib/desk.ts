// The workbench speaks to a terminal; at the desk the same is done by a button. What it says is told in the desk's words.

const HERE =
  'approved-by-customer|approve|withdraw|hold|release|adjust|retry|reconcile|push|sync|batch|show|queue|quarantine|' +
  'set|attest|attach|waive|accept|answer|dismiss|reopen|take-back|map';

const HEARD: Record<string, string> = {
  withdraw: 'take back the approval of',
  'approved-by-customer': 'say that the customer approved it',
  'take-back': 'take it back',
};

/** A sentence of the workbench without the commands that are buttons here; what only a terminal can do stays. */
export function atDesk(text: string): string {
  const said = text
    .replace(
      /: `linehaul cancelled [^`]*`(?:,? or `linehaul cancelled [^`]*`)?/g,
      ': bill its loads again, or close it',
    )
    .replace(/See whether it went out: .*ends it/g, 'See whether it went out, then retry it, or say what became of it')
    .replace(/`linehaul owed [^`]*` says that it went out, or gives it up/g, 'say what became of it')
    .replace(new RegExp(` \\(\`linehaul (?:${HERE})(?![\\w-])[^\`]*\`\\)`, 'g'), '')
    .replace(/ with `--[^`]*`/g, '')
    .replace(/`--([a-z-]+)[^`]*`/g, (_, word: string) => `“${word.replaceAll('-', ' ')}”`)
    .replace(new RegExp(` with \`linehaul (?:${HERE})\\b[^\`]*\``, 'g'), '')
    .replace(new RegExp(`\`linehaul (${HERE})\\b[^\`]*\``, 'g'), (_, verb: string) => HEARD[verb] ?? verb);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** What changed since it was looked at, without the hashes that say the same to a program. */
export function seenWords(message: string): string {
  return message.replace(/ \(seen \w+, now \w+\)$/, '');
}

/** A load by source and number: two systems that count alike have two loads of one number. */
export function addressed({ source, load }: { source: string; load: string }): string {
  return !source || load.startsWith(`${source}/`) ? load : `${source}/${load}`;
}
