import type { ReactNode } from 'react';

/** Something that stands until it is seen to: in words, with what can be done about it beside them. */
export function Notice({ tone, children }: { tone: 'busy' | 'warn' | 'bad'; children: ReactNode }) {
  return (
    <div className={`notice tone-${tone}`} role="status">
      {children}
    </div>
  );
}
