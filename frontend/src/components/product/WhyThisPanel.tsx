import { LeafMark } from './LeafMark';
import { SignalBars } from './SignalBars';
import { sayProblem } from '@/api/problem';
import type { ProductCard } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { announce } from '@/lib/announce';
import { useForgetFact, useLessLikeThis } from '@/lib/learning/changes';

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
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button
          look="secondary"
          size="small"
          busy={busy}
          onClick={() => less.mutate(product.sku, { onSuccess: () => done('You will see less like this.') })}
        >
          Less like this
        </Button>
        {personal.facets.map(({ facet, label }) => (
          <Button
            key={facet}
            look="quiet"
            size="small"
            busy={busy}
            onClick={() => forget.mutate(facet, { onSuccess: () => done(`Forgotten: ${label}.`) })}
          >
            Forget “{label}”
          </Button>
        ))}
      </div>
    </div>
  );
}
