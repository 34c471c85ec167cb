import { Skeleton } from '@/components/ui/Skeleton';

export function CartSkeleton() {
  return (
    <div role="status" aria-label="Your cart is loading" className="flex flex-col gap-6 py-1">
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex gap-4">
          <Skeleton className="size-18 shrink-0" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-5 w-4/5" />
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-9 w-28 rounded-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
