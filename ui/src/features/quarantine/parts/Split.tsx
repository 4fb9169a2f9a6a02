import { useState } from 'react';
import { api } from '../../../api/generated/commands';
import type { QuarantineLine } from '../../../api/generated/QuarantineLine';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';

/** What is wrong with a scan that is of no load, or may be of several. */
const OF_SCANS = ['LH-249', 'LH-250', 'LH-281'];

export const isScan = (item: QuarantineLine) => OF_SCANS.includes(item.code);

/** Which pages of a scan are of which load: each load gets its own as a document. */
export function Split({
  item,
  busy,
  blocked,
  nav,
  decide,
}: {
  item: QuarantineLine;
  busy: boolean;
  blocked: string | null;
  nav: Nav;
  decide: (what: () => Promise<void>) => Promise<void>;
}) {
  const [pages, setPages] = useState('');
  const [kind, setKind] = useState('');
  const [because, setBecause] = useState('');
  const parts = pages.split(/\s+/).filter((part) => part !== '');
  const ready = !busy && blocked === null && parts.length > 0 && because.trim() !== '';
  const split = () =>
    decide(async () => {
      const type = kind.trim() === '' ? {} : { kind: kind.trim() };
      const done = await api.split({ scan: item.id, parts, because, ...type });
      const lines = done.documents.map((cut) => ({ text: `${cut.load}: ${cut.type}, ${cut.file}`, load: cut.load }));
      nav.tell({ title: `${count(lines.length, 'document')} cut out of ${item.file}: ${because}`, good: true, lines });
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void split();
      }}
    >
      <label>
        Which pages are of which load, like 1-2=10421 3=10422; 4=- where they are nobody's
        <input value={pages} onChange={(event) => setPages(event.target.value)} />
      </label>
      <label>
        What they are, like pod_signed, where the name does not say it
        <input value={kind} onChange={(event) => setKind(event.target.value)} />
      </label>
      <label>
        Why, and from whom it is known
        <input value={because} onChange={(event) => setBecause(event.target.value)} />
      </label>
      <div className="buttons">
        <button type="submit" className="primary" title={blocked ?? undefined} disabled={!ready}>
          Split
        </button>
      </div>
    </form>
  );
}
