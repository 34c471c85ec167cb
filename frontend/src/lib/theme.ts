/** Light, dark, or as the system says. The choice is a cookie, so that the server draws the page in it at once. */
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const ONE_YEAR_S = 365 * 24 * 3600;
const listeners = new Set<() => void>();

function isChoice(value: string | undefined): value is 'light' | 'dark' {
  return value === 'light' || value === 'dark';
}

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return isChoice(chosen) ? chosen : 'system';
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme === 'system' ? 0 : ONE_YEAR_S}; samesite=lax`;
  listeners.forEach((tell) => tell());
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, current);
}
