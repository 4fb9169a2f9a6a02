import { useEffect, useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Light, dark, or as the system has it; the document bears the one that holds. */
export function useTheme(initial: Theme): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(initial);
  useEffect(() => {
    const dark = window.matchMedia?.('(prefers-color-scheme: dark)');
    const apply = () => {
      const holds = theme === 'system' ? (dark?.matches ? 'dark' : 'light') : theme;
      document.documentElement.dataset.theme = holds;
    };
    apply();
    dark?.addEventListener('change', apply);
    return () => dark?.removeEventListener('change', apply);
  }, [theme]);
  return [theme, setTheme];
}
