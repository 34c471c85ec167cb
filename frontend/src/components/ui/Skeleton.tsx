import { cx } from '@/lib/classes';

interface SkeletonProps {
  className?: string;
}

/** A quiet shape where something will stand. Give it the size of that thing. */
export function Skeleton({ className }: SkeletonProps) {
  return <div aria-hidden className={cx('animate-breathe rounded-card bg-sunken', className)} />;
}
