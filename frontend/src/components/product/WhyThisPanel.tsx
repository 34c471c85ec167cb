import { X } from 'lucide-react';
import { Link } from 'react-router';

import { LeafMark } from './LeafMark';
import { SignalBars } from './SignalBars';
import { sayProblem } from '@/api/problem';
import type { ProductCard } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { announce } from '@/lib/announce';
import { useForgetFact, useLessLikeThis } from '@/lib/learning/changes';
import { paths } from '@/lib/paths';

const MOST_FACETS = 5;

interface WhyThisPanelProps {
  product: ProductCard;
  /** The shopper has said what to change: the panel may close. */
  onDone: () => void;
}

/** Reasons in words, the signals as bars, and the shopper's say in them. */
export function WhyThisPanel({ product, onDone }: WhyThisPanelProps) {
  const less = useLessLikeThis();
  const forget = useForgetFact();
  const { personal } = product;
  if (!personal) return <p className="text-muted">This is shown to everyone in the same place.</p>;

  // What counted most for this product comes first; the rest is on the page of all that is known.
  const facets = [...personal.facets]
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, MOST_FACETS);
  const failed = less.error ?? forget.error;
  const busy = less.isPending || forget.isPending;
  const done = (said: string) => {
    announce(said);
    onDone();
  };
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col gap-1.5">
        {personal.reasons.map((reason) => (
          <li key={reason.code + reason.text} className="flex gap-2 font-medium">
            <LeafMark className="mt-1 text-leaf" />
            {reason.text}
          </li>
        ))}
      </ul>
      <SignalBars signals={personal.signals} />
      {failed && <Notice kind="problem">{sayProblem(failed)}</Notice>}
      {facets.length > 0 && (
        <div className="flex flex-col gap-1.5 border-t border-line pt-4">
          <h3 className="font-sans text-small font-semibold tracking-normal text-muted">Forget this</h3>
          <ul className="flex flex-wrap gap-1.5">
            {facets.map(({ facet, label }) => (
              <li key={facet}>
                <button
                  type="button"
                  disabled={busy}
                  aria-label={`Forget ${label}`}
                  onClick={() => forget.mutate(facet, { onSuccess: () => done(`Forgotten: ${label}.`) })}
                  className="flex min-h-8 items-center gap-1.5 rounded-full bg-leaf-soft px-3 text-small font-semibold text-leaf-strong transition-colors hover:bg-leaf hover:text-on-leaf disabled:opacity-50"
                >
                  {label}
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button
          look="secondary"
          size="small"
          busy={busy}
          onClick={() => less.mutate(product.sku, { onSuccess: () => done('You will see less like this.') })}
        >
          Less like this
        </Button>
        <Link to={paths.learned} className="rounded-full px-1 text-small text-leaf underline underline-offset-4">
          All that we know
        </Link>
      </div>
    </div>
  );
}
