import type { ReactNode } from 'react';

/** How far long work is, with what can be done about it. */
export function ProgressBar({
  title,
  done,
  all,
  text,
  children,
}: {
  title: string;
  done: number;
  all: number;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="progress-bar">
      <progress max={Math.max(1, all)} value={done} aria-label={title} />
      <span role="status">{text}</span>
      {children}
    </div>
  );
}
