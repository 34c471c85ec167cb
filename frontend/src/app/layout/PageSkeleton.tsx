import { Skeleton } from '@/components/ui/Skeleton';

/** Stands in for a page of which nothing is known yet. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading the page">
      <Skeleton className="h-9 w-64" />
      <Skeleton className="mt-6 h-72 w-full" />
    </div>
  );
}
