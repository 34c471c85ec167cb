import { cx } from '@/lib/classes';

/** The mark on whatever is personal. Decoration: the words beside it say what it means. */
export function LeafMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={cx('size-4 shrink-0', className)}>
      <path
        d="M14 2C7.500 1.900 3 4.300 3 9c0 2.600 1.700 4.300 4.100 4.300C11.900 13.300 14 8.700 14 2Z"
        fill="currentColor"
      />
      <path
        d="M2 15c1.700-4.200 4.100-6.800 7.400-8.700"
        fill="none"
        stroke="var(--page)"
        strokeWidth="1.100"
        strokeLinecap="round"
      />
      <path
        d="M1.600 15c.5-1.300 1.100-2.400 1.800-3.400"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.300"
        strokeLinecap="round"
      />
    </svg>
  );
}
