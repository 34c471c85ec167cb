import { useCartState } from '../cart-state';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

/** Above the lines when some of them cannot be ordered as they stand. */
export function ShortLinesNotice() {
  const { cart, isSaving, takeWhatIsLeft } = useCartState();
  const short = cart?.lines.filter((line) => line.problem).length ?? 0;
  if (short === 0 || isSaving) return null;
  return (
    <Notice
      kind="problem"
      action={
        <Button look="secondary" size="small" onClick={takeWhatIsLeft}>
          Take what is left
        </Button>
      }
    >
      {short === 1
        ? 'One product is not available as you wanted it.'
        : `${short} products are not available as you wanted them.`}
    </Notice>
  );
}
