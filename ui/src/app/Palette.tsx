import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { api } from '../api/generated/commands';
import type { UserLine } from '../api/generated/UserLine';
import { EVERYTHING, question } from '../api/query';
import { Key } from '../components';
import { addressed } from '../lib/desk';
import { type KeyName, keyWords } from '../lib/keys';
import type { Action, Here } from '../lib/nav';
import { plain } from '../lib/words';
import { THEMES, type Theme } from './theme';

/** Everything that can be reached, with its key; loads are looked up as their number is typed. */
export function Palette({
  screens,
  actions,
  users,
  go,
  close,
  setTheme,
  setUser,
}: {
  screens: { here: Here; title: string; key: KeyName }[];
  /** Of the screen that is open. */
  actions: Action[];
  users: UserLine[];
  go: (here: Here) => void;
  close: () => void;
  setTheme: (theme: Theme) => void;
  setUser: (name: string | null) => void;
}) {
  const [typed, setTyped] = useState('');
  const loads = useQuery({
    ...question(api.queue, { ask: { ...EVERYTHING, search: typed, sort: 'load', limit: 8 } }),
    enabled: typed.length > 1,
  });
  const run = (what: () => void) => () => {
    close();
    what();
  };
  return (
    <ModalOverlay isOpen isDismissable className="overlay top-aligned" onOpenChange={(open) => !open && close()}>
      <Modal className="modal palette">
        <Dialog aria-label="Find" className="dialog">
          <Command label="Find">
            <Command.Input
              autoFocus
              placeholder="A load, a screen, something to do, a setting"
              value={typed}
              onValueChange={setTyped}
            />
            <Command.List>
              <Command.Empty>Nothing of that name.</Command.Empty>
              {(loads.data?.loads ?? []).map((load) => (
                <Command.Item
                  key={addressed(load)}
                  value={`${addressed(load)} ${load.customer ?? ''}`}
                  onSelect={run(() => go({ screen: 'load', load: addressed(load) }))}
                >
                  {load.load} <span className="faint">{`${load.customer ?? ''} · ${plain(load.state)}`}</span>
                </Command.Item>
              ))}
              {actions.map(({ title, key, does }) => (
                <Command.Item key={title} value={title} onSelect={run(does)}>
                  {title} {key ? <kbd>{keyWords(key)}</kbd> : null}
                </Command.Item>
              ))}
              {screens.map((screen) => (
                <Command.Item key={screen.title} value={screen.title} onSelect={run(() => go(screen.here))}>
                  {screen.title} <Key of={screen.key} />
                </Command.Item>
              ))}
              {THEMES.map((theme) => (
                <Command.Item key={theme} value={`Theme ${theme}`} onSelect={run(() => setTheme(theme))}>
                  Theme: {theme}
                </Command.Item>
              ))}
              {users.length > 1 ? (
                <Command.Item value="Act as whoever has the role" onSelect={run(() => setUser(null))}>
                  Act as whoever has the role
                </Command.Item>
              ) : null}
              {(users.length > 1 ? users : []).map((user) => (
                <Command.Item key={user.name} value={`Act as ${user.name}`} onSelect={run(() => setUser(user.name))}>
                  Act as {user.name} <span className="faint">{user.roles.map(plain).join(', ')}</span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
