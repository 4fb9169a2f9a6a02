import type { ReactNode } from 'react';

/** A button that decides or sends. Where nothing can be decided it stays in reach of keys, and says why it does nothing. */
export function Act({
  blocked,
  disabled,
  primary,
  wide,
  hidden,
  onPress,
  children,
}: {
  blocked: string | null;
  disabled?: boolean;
  primary?: boolean;
  wide?: boolean;
  hidden?: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  const look = [primary ? 'primary' : '', wide ? 'wide' : ''].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={look || undefined}
      hidden={hidden}
      disabled={disabled && !blocked}
      aria-disabled={blocked ? true : undefined}
      title={blocked ?? undefined}
      onClick={() => {
        if (!blocked) onPress();
      }}
    >
      {children}
    </button>
  );
}
