import { Skeleton } from '@/components/ui/Skeleton';

export function ProductSkeleton() {
  return (
    <div role="status" aria-label="Loading the product">
      <Skeleton className="mb-3 h-5 w-56" />
      <div className="grid gap-6 md:grid-cols-2 md:gap-10 lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)] lg:gap-16">
        <Skeleton className="aspect-square" />
        <div className="flex flex-col gap-5 md:pt-2">
          <Skeleton className="h-5 w-28" />
          <Skeleton className="h-10 w-4/5" />
          <Skeleton className="h-8 w-24" />
          <Skeleton className="h-12 w-72" />
          <Skeleton className="h-28 w-full" />
        </div>
      </div>
    </div>
  );
}
