import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';

import { IconButton } from './Button';
import { TextField } from './Field';
import { cx } from '@/lib/classes';

/** A password that can be shown while it is typed. Password managers know it by `autoComplete`. */
export function PasswordField({ className, ...field }: Omit<ComponentProps<typeof TextField>, 'type'>) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className={cx('relative', className)}>
      <TextField {...field} type={isShown ? 'text' : 'password'} spellCheck={false} autoCapitalize="none" />
      <IconButton
        label="Show the password"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute top-7 right-1 size-10 text-muted"
      >
        <Icon aria-hidden className="size-5" />
      </IconButton>
    </div>
  );
}
