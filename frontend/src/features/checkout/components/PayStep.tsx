import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';

import { paymentMethodsQuery } from '../api/payment-methods';
import type { Draft } from '../draft';
import { CardForm } from './CardForm';
import { StepCard } from './StepCard';
import type { FieldError } from '@/api/problem';
import type { SandboxCardRequest } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { ChoiceCard } from '@/components/ui/ChoiceCard';
import { TextAreaField } from '@/components/ui/Field';
import { money } from '@/lib/format';
import { useFocusOnError } from '@/lib/forms';

interface PayStepProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  card: SandboxCardRequest;
  onCard: (card: SandboxCardRequest) => void;
  cardErrors: FieldError[];
  isOpen: boolean;
  total: string;
  currency: string;
  isReady: boolean;
  isSending: boolean;
  problem?: string;
  onSend: () => void;
}

/** Step three: how to pay, a last word, and the button. */
export function PayStep({
  draft,
  change,
  card,
  onCard,
  cardErrors,
  isOpen,
  total,
  currency,
  isReady,
  isSending,
  problem,
  onSend,
}: PayStepProps) {
  const { data: ways } = useQuery(paymentMethodsQuery);
  const form = useFocusOnError(cardErrors.length > 0 ? cardErrors : null);
  // The only card form the page has is the sandbox's.
  const takesCards = ways?.is_sandbox === true && ways.methods.includes('card');
  const byCard = takesCards && draft.method === 'card';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isSending) onSend();
  };

  return (
    <StepCard step="pay" number={3} title="Pay" isOpen={isOpen} problem={cardErrors.length > 0 ? undefined : problem}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <fieldset className="grid gap-2.5 sm:grid-cols-2">
          <legend className="sr-only">How to pay</legend>
          <ChoiceCard name="method" checked={!byCard} onChange={() => change({ method: 'on_delivery' })}>
            <span className="block font-semibold">On delivery</span>
            <span className="block text-small text-muted">Cash or card, at your door</span>
          </ChoiceCard>
          {takesCards && (
            <ChoiceCard name="method" checked={byCard} onChange={() => change({ method: 'card' })}>
              <span className="block font-semibold">Card</span>
              <span className="block text-small text-muted">Charged when it is on its way</span>
            </ChoiceCard>
          )}
        </fieldset>
        {byCard && <CardForm card={card} onChange={onCard} errors={cardErrors} isSandbox={ways.is_sandbox} />}
        <TextAreaField
          label="A note for us (optional)"
          name="note"
          rows={2}
          maxLength={240}
          value={draft.note}
          onChange={(event) => change({ note: event.target.value })}
          placeholder="Green bananas if you have them, please."
        />
        <div className="flex flex-col gap-2.5">
          <Button type="submit" size="large" className="w-full" disabled={!isReady} busy={isSending}>
            <span>Place the order</span>
            <span aria-hidden>·</span>
            <span className="tabular">{money(total, currency)}</span>
          </Button>
          <p className="text-center text-small text-muted">You can cancel it until we start picking.</p>
        </div>
      </form>
    </StepCard>
  );
}
