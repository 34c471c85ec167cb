import { Monitor, Moon, Sun } from 'lucide-react';

import { cx } from '@/lib/classes';
import { setTheme, type Theme, useTheme } from '@/lib/theme';

const CHOICES: { theme: Theme; label: string; Icon: typeof Sun }[] = [
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'system', label: 'As the system', Icon: Monitor },
  { theme: 'dark', label: 'Dark', Icon: Moon },
];

export function ThemeSwitch() {
  const chosen = useTheme();
  return (
    <fieldset className="flex w-fit rounded-full border border-line-strong/40 bg-raised p-0.5">
      <legend className="sr-only">Colors</legend>
      {CHOICES.map(({ theme, label, Icon }) => (
        <label
          key={theme}
          title={label}
          className={cx(
            'flex size-9 items-center justify-center rounded-full transition-colors has-focus-visible:outline-2 has-focus-visible:outline-focus',
            theme === chosen ? 'bg-leaf text-on-leaf' : 'text-muted hover:text-text',
          )}
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={theme === chosen}
            onChange={() => setTheme(theme)}
          />
          <Icon aria-hidden className="size-4.5" />
          <span className="sr-only">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
