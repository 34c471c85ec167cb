import { Link } from 'react-router';

/** The shop's name and sign: a leaf that is a loaf. */
export function Logo() {
  return (
    <Link
      to="/"
      aria-label="LeafLoaf, to the shop's front"
      className="flex shrink-0 items-center gap-2.5 rounded-full text-leaf"
    >
      <svg aria-hidden viewBox="0 0 32 32" className="size-9">
        <rect width="32" height="32" rx="16" fill="var(--leaf)" />
        <path
          d="M24.500 7.500C14.500 7.300 8.300 11.600 8.300 18.400c0 3.800 2.700 6.500 6.300 6.500C21.500 24.900 24.900 18 24.500 7.500Z"
          fill="var(--leaf-soft)"
        />
        <path
          d="M7.500 26.500c2.800-6.200 6.700-10.400 11.600-13.100"
          fill="none"
          stroke="var(--leaf)"
          strokeWidth="1.800"
          strokeLinecap="round"
        />
        <path
          d="M13.200 13.600c.3 1.600.3 2.900-.1 4.300M17 12c.6 1.300.8 2.500.6 3.900"
          fill="none"
          stroke="var(--leaf)"
          strokeWidth="1.300"
          strokeLinecap="round"
        />
      </svg>
      <span className="hidden font-display text-title font-semibold tracking-tight lg:inline">LeafLoaf</span>
    </Link>
  );
}
