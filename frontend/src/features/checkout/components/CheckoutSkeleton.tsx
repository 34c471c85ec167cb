import { Skeleton } from '@/components/ui/Skeleton';

export function CheckoutSkeleton() {
  return (
    <div
      role="status"
      aria-label="Checkout is loading"
      className="mx-auto grid w-full max-w-6xl gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-10"
    >
      <div className="flex flex-col gap-4">
        <Skeleton className="h-72" />
        <Skeleton className="h-16" />
        <Skeleton className="h-16" />
      </div>
      <Skeleton className="h-80 max-lg:hidden" />
    </div>
  );
}
