import { Switch as BaseSwitch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';

interface SwitchProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Switch({ label, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <label className="inline-flex min-h-11 items-center gap-3 text-base font-medium">
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="flex h-6.5 w-11 shrink-0 rounded-full bg-line-strong p-0.75 transition-colors data-checked:bg-leaf data-disabled:opacity-50"
      >
        <BaseSwitch.Thumb className="size-5 rounded-full bg-raised transition-transform data-checked:translate-x-4.5" />
      </BaseSwitch.Root>
      <span>{label}</span>
    </label>
  );
}
