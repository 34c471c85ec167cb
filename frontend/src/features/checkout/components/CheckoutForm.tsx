import { useRef, useState } from 'react';

import type { usePlaceOrder } from '../api/place-order';
import { cardToken } from '../api/card-token';
import { cardErrors, NO_CARD } from '../card';
import { asRequest, type Draft, firstOpenStep, hasWhere, type Step } from '../draft';
import { errorsOf, stepToMend } from '../problem-step';
import { useDraft } from '../use-draft';
import { CheckoutSkeleton } from './CheckoutSkeleton';
import { OrderSummary } from './OrderSummary';
import { PayStep } from './PayStep';
import { ShortLines } from './ShortLines';
import { WhenStep } from './WhenStep';
import { WhereStep } from './WhereStep';
import { mayHaveHappened } from '../attempt';
import { ApiProblem, sayProblem } from '@/api/problem';
import type { Cart, Order } from '@/api/schema';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { useCartActions } from '@/lib/cart-actions';
import { addMoney } from '@/lib/money';

interface CheckoutFormProps {
  cart: Cart;
  isGuest: boolean;
  place: ReturnType<typeof usePlaceOrder>;
  onPlaced: (order: Order | null) => void;
}

export function CheckoutForm({ cart, isGuest, place, onPlaced }: CheckoutFormProps) {
  const { draft, change, addresses, days, slot, isLoading, failure, retry } = useDraft(isGuest);
  const [chosenStep, setStep] = useState<Step | null>(null);
  const [card, setCard] = useState(NO_CARD);
  const [typos, setTypos] = useState<ReturnType<typeof cardErrors>>([]);
  const steps = useRef<HTMLDivElement>(null);
  const cartActions = useCartActions();

  if (failure && days.length === 0) {
    return <RetryNotice reason={failure} retry={retry} />;
  }
  if (isLoading) return <CheckoutSkeleton />;

  const step = chosenStep ?? firstOpenStep(draft, isGuest);
  const total = addMoney(cart.total, slot?.fee ?? '0');
  const isShort = cart.lines.some((line) => line.problem);
  const isReady = hasWhere(draft, isGuest) && slot !== undefined && !isShort;

  const open = (next: Step) => {
    setStep(next);
    // The pressed button is gone: the focus goes to the step that opened.
    requestAnimationFrame(() => steps.current?.querySelector<HTMLElement>(`[data-step="${next}"] h2`)?.focus());
  };
  const decide = (changes: Partial<Draft>, next?: Step) => {
    change(changes);
    if (!place.isPending) place.reset();
    if (next) open(next);
  };
  const send = () => {
    const wrong = draft.method === 'card' ? cardErrors(card) : [];
    setTypos(wrong);
    if (wrong.length > 0) return;
    place.mutate(
      async () => {
        await cartActions?.saveNow();
        const token = draft.method === 'card' ? await cardToken(card) : undefined;
        const request = asRequest(draft, { isGuest, total, cardToken: token });
        if (!request) throw new Error('The button is closed while something is missing.');
        return request;
      },
      {
        onSuccess: onPlaced,
        onError: (reason) => {
          if (mayHaveHappened(reason) || ApiProblem.from(reason).code === 'out_of_stock') {
            window.scrollTo({ top: 0 });
            return;
          }
          const mend = stepToMend(reason);
          if (mend === 'when') change({ slotId: null });
          // A card that is wrong gets the focus itself.
          if (errorsOf(reason, 'card').length === 0) open(mend);
        },
      },
    );
  };

  // An unknown end is told above the steps, not in one of them.
  const refusal = place.error && !mayHaveHappened(place.error) ? place.error : null;
  const mend = refusal ? stepToMend(refusal) : null;
  // What is short is told above the steps, line by line.
  const isSaid = isShort && refusal && ApiProblem.from(refusal).code === 'out_of_stock';
  const saidIn = (where: Step) => (refusal && mend === where && !isSaid ? sayProblem(refusal) : undefined);
  const nextAfter = (changes: Partial<Draft>): Step => firstOpenStep({ ...draft, ...changes }, isGuest);

  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-10">
      <OrderSummary cart={cart} slot={slot} total={total} className="lg:order-2" />
      <div ref={steps} className="flex min-w-0 flex-col gap-4">
        {isShort && <ShortLines cart={cart} onTake={() => place.reset()} />}
        <WhereStep
          draft={draft}
          addresses={addresses}
          isGuest={isGuest}
          isOpen={step === 'where'}
          onOpen={() => open('where')}
          errors={errorsOf(refusal, 'address')}
          problem={saidIn('where')}
          onChange={decide}
          onDone={(changes) => decide(changes, nextAfter(changes) === 'where' ? 'when' : nextAfter(changes))}
        />
        <WhenStep
          days={days}
          slot={slot}
          currency={cart.currency}
          isOpen={step === 'when'}
          isReachable={hasWhere(draft, isGuest)}
          onOpen={() => open('when')}
          problem={saidIn('when')}
          onChoose={(slotId) => decide({ slotId })}
          onDone={() => open('pay')}
        />
        <PayStep
          draft={draft}
          change={decide}
          card={card}
          onCard={(next) => {
            setCard(next);
            setTypos([]);
            if (!place.isPending) place.reset();
          }}
          cardErrors={[...typos, ...errorsOf(refusal, 'card')]}
          isOpen={step === 'pay'}
          total={total}
          currency={cart.currency}
          isReady={isReady}
          isSending={place.isPending}
          problem={saidIn('pay')}
          onSend={send}
        />
      </div>
    </div>
  );
}
