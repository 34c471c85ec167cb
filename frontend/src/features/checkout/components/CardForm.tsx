import { slashedExpiry, spacedNumber } from '../card';
import type { FieldError } from '@/api/problem';
import type { SandboxCardRequest } from '@/api/schema';
import { TextField } from '@/components/ui/Field';

interface CardFormProps {
  card: SandboxCardRequest;
  onChange: (card: SandboxCardRequest) => void;
  errors: readonly FieldError[];
  /** Only then is it said which test cards there are. */
  isSandbox: boolean;
}

/** Number, expiry and code of a card. It never leaves this page but for the card service. */
export function CardForm({ card, onChange, errors, isSandbox }: CardFormProps) {
  const error = (field: string) => errors.find((one) => one.field === field)?.message;
  return (
    <div className="flex animate-fade-in flex-col gap-4">
      <div className="grid grid-cols-2 gap-x-4 gap-y-5">
        <TextField
          label="Card number"
          name="cardnumber"
          autoComplete="cc-number"
          inputMode="numeric"
          placeholder="1234 1234 1234 1234"
          value={card.number}
          onChange={(event) => onChange({ ...card, number: spacedNumber(event.target.value) })}
          error={error('number')}
          className="tabular col-span-2"
        />
        <TextField
          label="Expires"
          name="cardexpiry"
          autoComplete="cc-exp"
          inputMode="numeric"
          placeholder="MM/YY"
          maxLength={7}
          value={card.expiry}
          onChange={(event) => onChange({ ...card, expiry: slashedExpiry(event.target.value, card.expiry) })}
          error={error('expiry')}
          className="tabular"
        />
        <TextField
          label="Security code"
          name="cardcvc"
          autoComplete="cc-csc"
          inputMode="numeric"
          placeholder="CVC"
          maxLength={4}
          value={card.cvc}
          onChange={(event) => onChange({ ...card, cvc: event.target.value.replaceAll(/\D/g, '') })}
          error={error('cvc')}
          className="tabular"
        />
      </div>
      {isSandbox && (
        <p className="tabular rounded-card bg-lemon-soft px-4 py-3 text-small">
          This shop takes test cards: <b className="font-semibold whitespace-nowrap">4242 4242 4242 4242</b> pays,{' '}
          <b className="font-semibold whitespace-nowrap">4000 0000 0000 0002</b> is declined. Any date to come, any
          code.
        </p>
      )}
    </div>
  );
}
