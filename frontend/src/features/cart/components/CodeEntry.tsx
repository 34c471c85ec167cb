import { Plus, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import { useAddCode, useRemoveCode } from '../api/codes';
import { useCartState } from '../cart-state';
import { sayProblem } from '@/api/problem';
import { Button, IconButton } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { announce } from '@/lib/announce';

function TypedCode({ code }: { code: string }) {
  const remove = useRemoveCode();
  return (
    <li className="flex items-center rounded-full bg-sunken pl-3.5 text-small font-semibold">
      {code}
      <IconButton
        label={`Remove the code ${code}`}
        disabled={remove.isPending}
        onClick={() => remove.mutate(code)}
        className="size-9"
      >
        <X aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}

/** The codes in the cart, and a field for one more that opens when asked for. */
export function CodeEntry() {
  const { cart } = useCartState();
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const add = useAddCode();
  const form = useRef<HTMLFormElement>(null);
  const codes = cart?.codes ?? [];

  useEffect(() => {
    if (isOpen) form.current?.querySelector('input')?.focus();
  }, [isOpen]);
  useEffect(() => {
    // The refusal stands under the field, where the drawer's foot may cover it.
    if (isOpen || add.error) form.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, add.error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!code.trim()) return;
    add.mutate(code.trim(), {
      onSuccess: () => {
        announce(`The code ${code.trim()} is in your cart`);
        setCode('');
        setOpen(false);
      },
    });
  };

  return (
    <div className="flex flex-col gap-3">
      {codes.length > 0 && (
        <ul aria-label="Your codes" className="flex flex-wrap gap-2">
          {codes.map((typed) => (
            <TypedCode key={typed} code={typed} />
          ))}
        </ul>
      )}
      {isOpen ? (
        <form ref={form} onSubmit={submit} className="flex scroll-mb-4 items-start gap-2">
          <TextField
            label="Code"
            name="code"
            value={code}
            onChange={(event) => {
              setCode(event.target.value);
              add.reset();
            }}
            error={add.error ? sayProblem(add.error) : undefined}
            maxLength={32}
            autoComplete="off"
            autoCapitalize="characters"
            className="flex-1"
          />
          <Button type="submit" look="secondary" busy={add.isPending} className="mt-6 h-12">
            Apply
          </Button>
        </form>
      ) : (
        <Button look="quiet" size="small" className="-ml-3.5 self-start" onClick={() => setOpen(true)}>
          <Plus aria-hidden className="size-4" />
          Add a code
        </Button>
      )}
    </div>
  );
}
