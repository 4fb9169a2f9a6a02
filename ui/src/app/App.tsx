// The shell: the only place that combines features. It knows where the window is, what was told, and the keys that work
// everywhere.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useHappened } from '../api/happened';
import { asError } from '../api/invoke';
import { useAbout, useChooseUser, usePlace, useSummary } from '../api/query';
import { type Place, shell } from '../api/shell';
import { useWork } from '../api/work';
import { ErrorBox, Key } from '../components';
import { ActivityScreen } from '../features/activity';
import { BatchesScreen } from '../features/batches';
import { CutOverScreen } from '../features/cutover';
import { LoadScreen } from '../features/load';
import { MappingScreen } from '../features/mapping';
import { QuarantineScreen } from '../features/quarantine';
import { QueueScreen } from '../features/queue';
import { SourcesScreen } from '../features/sources';
import { StartScreen } from '../features/start';
import { atDesk } from '../lib/desk';
import type { KeyName } from '../lib/keys';
import type { Action, Here, Nav, Told } from '../lib/nav';
import { Actor } from './Actor';
import { useGlobal } from './global';
import { Palette } from './Palette';
import { Shortcuts } from './Shortcuts';
import { THEMES, type Theme, useTheme } from './theme';
import { useWay } from './way';

type Listed = { here: Here; title: string; key: KeyName };

const SCREENS: Listed[] = [
  { here: { screen: 'queue' }, title: 'Queue', key: 'queue' },
  { here: { screen: 'batches' }, title: 'Batches', key: 'batches' },
  { here: { screen: 'sources' }, title: 'Sources', key: 'sources' },
  { here: { screen: 'activity' }, title: 'Activity', key: 'activity' },
  { here: { screen: 'quarantine' }, title: 'Quarantine', key: 'quarantine' },
];

/** Screens of the beginning and of rare days: by their key, by Find, and from the sources. */
const RARE: Listed[] = [
  { here: { screen: 'cutover' }, title: 'Cut-over', key: 'cutover' },
  { here: { screen: 'mapping' }, title: 'New source', key: 'mapping' },
];
const ALL = [...SCREENS, ...RARE];

const MOST_TOLD = 100;

export function App() {
  const { place, reopened } = usePlace();
  if (place.isPending) return <p className="waiting">Opening …</p>;
  if (place.error || !place.data?.workspace) {
    return (
      <StartScreen
        error={place.error}
        sample={place.data?.sample ?? 'your data folder'}
        onOpen={() => void reopened()}
      />
    );
  }
  return <Desk key={place.data.workspace} place={place.data} />;
}

function Desk({ place }: { place: Place }) {
  const about = useAbout();
  const summary = useSummary();
  const work = useWork();
  const memory = useRef<Record<string, unknown>>({ ...place.memory });
  const remembered = useCallback(
    <T,>(key: string, fallback: T): T => (memory.current[key] as T | undefined) ?? fallback,
    [],
  );
  const remember = useCallback((key: string, value: unknown) => {
    if (JSON.stringify(value) === JSON.stringify(memory.current[key])) return;
    memory.current[key] = value;
    // What is too large to be found again at the next start is of no other harm.
    shell.remember({ key, value }).catch(() => undefined);
  }, []);
  const [here, setHere] = useState<Here>(() => remembered<Here>('here', { screen: 'queue' }));
  const [inbox, setInbox] = useState<Told[]>(() => remembered<Told[]>('inbox', []));
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [theme, setTheme] = useTheme(remembered<Theme>('theme', 'system'));

  const { go, back } = useWay(here, setHere, remembered, remember);
  useEffect(() => remember('inbox', inbox), [inbox, remember]);
  const tell = useCallback(
    (told: Told) => setInbox((all) => [{ ...told, at: new Date().toISOString() }, ...all].slice(0, MOST_TOLD)),
    [],
  );
  useHappened(tell);
  const offered = useRef<() => Action[]>(() => []);
  const offer = useCallback((actions: () => Action[]) => {
    offered.current = actions;
  }, []);
  const nav: Nav = useMemo(
    () => ({ go, back, tell, remembered, remember, offer }),
    [go, back, tell, remembered, remember, offer],
  );
  const chooseTheme = (to: Theme) => {
    setTheme(to);
    remember('theme', to);
  };

  const choose = useChooseUser();
  const chooseUser = (name: string | null) => {
    const failed = (why: unknown) => {
      const { code, message, next_step } = asError(why);
      tell({ title: 'Not done', good: false, lines: [{ code, text: message, next: next_step }] });
    };
    void choose(name).catch(failed);
  };

  const everywhere = useGlobal({
    nav,
    screens: ALL,
    here,
    help: () => setHelp(true),
    find: () => setPalette((open) => !open),
  });

  if (about.error) return <ErrorBox error={about.error} />;
  if (!about.data) return <p className="waiting">Opening …</p>;
  const last = inbox[0];
  const at = work?.kind === 'sync' ? 'sources' : 'batches';
  const { behind } = summary.data ?? {};
  return (
    <div className="desk">
      <header className="top">
        <strong className="brand">Linehaul</strong>
        <nav aria-label="Screens">
          {SCREENS.map(({ here: to, title, key }) => {
            const of = here.screen === 'mapping' || here.screen === 'cutover' ? 'sources' : here.screen;
            const current = of === to.screen || (of === 'load' && to.screen === 'queue');
            return (
              <button key={title} type="button" aria-current={current ? 'page' : undefined} onClick={() => go(to)}>
                {title} <Key of={key} />
                {to.screen === 'activity' && inbox.some((t) => !t.good) ? <span className="dot">!</span> : null}
              </button>
            );
          })}
        </nav>
        <span className="spring" />
        {work && here.screen !== at ? (
          <button
            type="button"
            className="at-work"
            onClick={() => go(at === 'sources' ? { screen: at } : { screen: at, batch: work.batch ?? undefined })}
          >
            {work.paused ? (work.progress?.resting ? 'Paused' : 'Pausing') : work.title}{' '}
            {work.progress ? `${work.progress.done} of ${work.progress.all}` : ''}
          </button>
        ) : null}
        <span className="business">
          {about.data.business}{' '}
          <span className="faint">
            · {about.data.today} · ERP {about.data.erp}
          </span>
        </span>
        <Actor users={about.data.users} user={place.user} onChoose={chooseUser} />
        <button type="button" onClick={() => setPalette(true)}>
          Find <kbd>Ctrl K</kbd>
        </button>
        <button type="button" onClick={() => setHelp(true)}>
          <Key of="help" /> Keys
        </button>
        <select aria-label="Theme" value={theme} onChange={(event) => chooseTheme(event.target.value as Theme)}>
          {THEMES.map((t) => (
            <option key={t} value={t}>
              {t.charAt(0).toUpperCase() + t.slice(1)}
            </option>
          ))}
        </select>
      </header>
      {behind ? <ErrorBox error={behind} /> : null}
      <main tabIndex={-1}>
        {here.screen === 'queue' ? <QueueScreen about={about.data} nav={nav} /> : null}
        {here.screen === 'load' ? <LoadScreen key={here.load} load={here.load} among={here.among} nav={nav} /> : null}
        {here.screen === 'batches' ? <BatchesScreen batch={here.batch} about={about.data} nav={nav} /> : null}
        {here.screen === 'sources' ? <SourcesScreen nav={nav} /> : null}
        {here.screen === 'quarantine' ? <QuarantineScreen key={here.load ?? ''} load={here.load} nav={nav} /> : null}
        {here.screen === 'cutover' ? <CutOverScreen nav={nav} /> : null}
        {here.screen === 'mapping' ? <MappingScreen nav={nav} /> : null}
        {here.screen === 'activity' ? <ActivityScreen inbox={inbox} clear={() => setInbox([])} nav={nav} /> : null}
      </main>
      <div role="status">
        {last ? (
          <button
            type="button"
            className={`last-told ${last.good ? 'good' : 'bad'}`}
            data-testid="last-told"
            onClick={() => go({ screen: 'activity' })}
          >
            <strong>{last.title}</strong>
            {last.lines?.[0] ? (
              <span>
                {last.lines[0].code ? `${last.lines[0].code} ` : ''}
                {last.lines[0].text}
                {last.good || !last.lines[0].next ? '' : ` ${atDesk(last.lines[0].next)}`}
                {last.lines.length > 1 ? ` (and ${last.lines.length - 1} more)` : ''}
              </span>
            ) : null}
          </button>
        ) : null}
      </div>
      {palette ? (
        <Palette
          screens={ALL}
          actions={[...offered.current(), ...everywhere]}
          users={about.data.users}
          go={go}
          close={() => setPalette(false)}
          setTheme={chooseTheme}
          setUser={chooseUser}
        />
      ) : null}
      {help ? <Shortcuts close={() => setHelp(false)} remember={remember} /> : null}
    </div>
  );
}
