/** News of what was just learned, from whoever hears it (events, the cart, "less like this") to whoever shows it. */
import type { Learned } from '@/api/schema';

type Listener = (learned: Learned) => void;

const listeners = new Set<Listener>();

/** Tells the page what was learned, most telling first; the first is what the chip shows. */
export function tellLearned(learned: readonly Learned[]): void {
  const [first] = learned;
  if (first) listeners.forEach((tell) => tell(first));
}

export function onLearned(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
