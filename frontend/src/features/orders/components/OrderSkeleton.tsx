import { Skeleton } from '@/components/ui/Skeleton';

export function OrderSkeleton() {
  return (
    <div role="status" aria-label="The order is loading" className="mx-auto flex max-w-5xl flex-col gap-5">
      <Skeleton className="h-5 w-28 rounded-full" />
      <Skeleton className="h-9 w-72" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex flex-col gap-5">
          <Skeleton className="h-32" />
          <Skeleton className="h-80" />
        </div>
        <Skeleton className="h-64" />
      </div>
    </div>
  );
}
