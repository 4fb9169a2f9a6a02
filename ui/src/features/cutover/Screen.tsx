import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { decided, useDecide } from '../../api/decide';
import type { CutOverReport } from '../../api/generated/CutOverReport';
import { api } from '../../api/generated/commands';
import { question } from '../../api/query';
import { Act, Ask, ErrorBox, Notice } from '../../components';
import type { Nav } from '../../lib/nav';
import { stopTime } from '../../lib/time';
import { sentence } from '../../lib/words';
import { Asked } from './parts/Asked';
import { Counts } from './parts/Counts';
import { Lines } from './parts/Lines';
import { Setting } from './parts/Setting';

type Word = { load: string; billed: 'here' | 'elsewhere' };

/** What was billed before: where that stands, the day and the list, and load by load what neither tells. */
export function CutOverScreen({ nav }: { nav: Nav }) {
  const stands = useQuery(question(api.cutOver));
  const { busy, blocked, decide } = useDecide(nav);
  const [current, setCurrent] = useState<string | null>(null);
  const [word, setWord] = useState<Word | null>(null);
  const [setting, setSetting] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const report = stands.data;
  const asked = report?.asked_loads ?? [];
  const at = Math.max(
    0,
    asked.findIndex((load) => load.load === current),
  );
  const here = asked[at];

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || word || keeping || !here) return;
      const onButton = event.target instanceof Element && event.target.closest('button');
      if (event.key === 'j' || event.key === 'ArrowDown') setCurrent(asked[at + 1]?.load ?? here.load);
      else if (event.key === 'k' || event.key === 'ArrowUp') setCurrent(asked[at - 1]?.load ?? here.load);
      else if (event.key === 'b') setWord({ load: here.load, billed: 'here' });
      else if (event.key === 'e') setWord({ load: here.load, billed: 'elsewhere' });
      else if (event.key === 'Enter' && !onButton) nav.go({ screen: 'load', load: here.load });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  const say = ({ load, billed }: Word, answers: Record<string, string>) =>
    decide(async () => {
      const reason = answers.reason ?? '';
      const given = (name: string) => answers[name]?.trim() || null;
      const done =
        billed === 'here'
          ? await api.cutOverBill({ load, reason })
          : await api.cutOverElsewhere({ load, reason, invoice: given('invoice'), amount: given('amount') });
      const title = billed === 'here' ? `${load} is billed here` : `${load} was billed elsewhere`;
      nav.tell(decided(title, done.refused, done.refused.length === 0));
    });
  const keep = (reason: string) =>
    decide(async () => {
      await api.cutOverKeep({ reason });
      nav.tell({ title: 'The cut-over stands as it is', good: true });
    });

  if (stands.error) return <ErrorBox error={stands.error} />;
  if (!report) return <p className="waiting">Looking through all loads …</p>;
  const open = setting || !report.set;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen that scrolls is reached by keys
    <section className="cutover" tabIndex={0} aria-label="Cut-over">
      <header className="batch-head">
        <h1>Cut-over</h1>
        <span className="spring" />
        {report.set && report.open ? (
          <Act blocked={null} disabled={busy} onPress={() => setSetting(!setting)}>
            {setting ? 'Leave it as it is' : 'Set it otherwise …'}
          </Act>
        ) : null}
      </header>
      {report.asked_again ? (
        <Notice tone="bad">
          <span>The book was put back since. Nothing is billed before somebody says that this is the last word.</span>
          <Act blocked={null} disabled={busy} onPress={() => setKeeping(true)}>
            It stands …
          </Act>
        </Notice>
      ) : null}
      <p className="stands">{how(report)}</p>
      {report.set ? (
        <p className="faint">
          Entry {report.set.seq} of the book, {stopTime(report.set.at)} UTC by {report.set.actor}
          {report.set.reason ? `: ${sentence(report.set.reason)}` : '.'}{' '}
          {report.open ? '' : 'An invoice was posted since: from now on single loads are decided.'}
        </p>
      ) : null}
      {open ? <Setting report={report} busy={busy} blocked={blocked} nav={nav} decide={decide} /> : null}
      {report.set ? (
        <>
          <Counts report={report} />
          <Asked
            loads={asked}
            current={here?.load}
            busy={busy}
            blocked={blocked}
            nav={nav}
            onCurrent={setCurrent}
            onWord={(load, billed) => setWord({ load, billed })}
          />
          <Lines report={report} nav={nav} />
        </>
      ) : null}
      {word ? (
        <Ask
          question={
            word.billed === 'here'
              ? {
                  title: `Bill ${word.load} here`,
                  text: 'It was not invoiced before. It is judged as any other load from now on.',
                  button: 'Bill it here',
                }
              : {
                  title: `${word.load} was billed elsewhere`,
                  text: 'It is never billed here. Invoice and amount are kept with it, where you know them.',
                  button: 'Billed elsewhere',
                  fields: [
                    { name: 'invoice', label: 'Invoice, if known', optional: true },
                    { name: 'amount', label: 'Amount, if known', optional: true },
                  ],
                }
          }
          onClose={() => setWord(null)}
          onDone={(answers) => {
            const said = word;
            setWord(null);
            void say(said, answers);
          }}
        />
      ) : null}
      {keeping ? (
        <Ask
          question={{
            title: 'The cut-over stands',
            text: 'What was said of single loads since the backup was made has to be said again first.',
            button: 'It stands',
          }}
          onClose={() => setKeeping(false)}
          onDone={({ reason = '' }) => {
            setKeeping(false);
            void keep(reason);
          }}
        />
      ) : null}
    </section>
  );
}

/** What is said of the time before, in a sentence. */
function how({ set, day, listed }: CutOverReport): string {
  if (!set) return 'Nobody has said yet what was billed before, and nothing can be approved until somebody does.';
  const list = listed.count > 0;
  if (!day) return list ? 'What the list names was billed elsewhere.' : 'Nothing was billed before.';
  return list
    ? `What the list names was billed elsewhere. What else was delivered before ${day} is asked, load by load.`
    : `What was delivered before ${day} was billed elsewhere.`;
}
