import type { ReactNode } from 'react';

/** An empty place says the one next thing. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    // The keys stay here while there is no list to be in.
    <div className="empty" tabIndex={-1} data-place>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
