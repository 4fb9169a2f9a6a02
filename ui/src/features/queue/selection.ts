// What is selected, each as it was when it was selected. A selection is of what is shown: it goes with its filter, and that is said.
import { useState } from 'react';
import type { QueueRow } from '../../api/generated/QueueRow';
import { addressed } from '../../lib/desk';

export type Selection = {
  chosen: ReadonlyMap<string, QueueRow>;
  toggle: (row: QueueRow) => void;
  only: (rows: QueueRow[]) => void;
  without: (rows: QueueRow[]) => void;
  clear: () => void;
};

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, QueueRow>>(new Map());
  const toggle = (row: QueueRow) =>
    setChosen((all) => {
      const next = new Map(all);
      if (!next.delete(addressed(row))) next.set(addressed(row), row);
      return next;
    });
  // What was selected before stays as it was seen then.
  const only = (rows: QueueRow[]) =>
    setChosen((all) => new Map(rows.map((row) => [addressed(row), all.get(addressed(row)) ?? row])));
  const without = (rows: QueueRow[]) =>
    setChosen((all) => {
      const next = new Map(all);
      for (const row of rows) next.delete(addressed(row));
      return next;
    });
  return { chosen, toggle, only, without, clear: () => setChosen(new Map()) };
}
