import { ChevronRight, Leaf, type LucideIcon, ReceiptText } from 'lucide-react';
import { Link } from 'react-router';

import { Appearance } from './Appearance';
import { ButtonLink } from '@/components/ui/Button';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';
import { signInPath } from '@/lib/return-to';

function Row({ to, label, about, icon: Icon }: { to: string; label: string; about: string; icon: LucideIcon }) {
  return (
    <Link
      to={to}
      className="flex items-center gap-4 rounded-card border border-line bg-raised p-5 transition-colors hover:border-leaf"
    >
      <Icon aria-hidden className="size-6 shrink-0 text-leaf" />
      <span className="flex-1">
        <span className="block font-semibold">{label}</span>
        <span className="block text-small text-muted">{about}</span>
      </span>
      <ChevronRight aria-hidden className="size-5 text-muted" />
    </Link>
  );
}

/** "You" for somebody who has not signed in: everything that works without an account, and what one is good for. */
export function GuestAccount() {
  usePageTitle('You');
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-8">
      <div className="flex flex-col gap-3">
        <h1 className="text-title">You</h1>
        <p className="text-lead text-muted">
          You are shopping as a guest. With an account your cart, your usuals and your addresses are there on every
          device.
        </p>
        <div className="mt-2 flex flex-wrap gap-3">
          <ButtonLink to={signInPath(paths.you)}>Sign in</ButtonLink>
          <ButtonLink to={signInPath(paths.you, '/sign-up')} look="secondary">
            Create an account
          </ButtonLink>
        </div>
      </div>
      <div className="flex flex-col gap-3">
        <Row
          to={paths.learned}
          label="What LeafLoaf knows"
          about="What we learned about your taste, and how to make us forget it"
          icon={Leaf}
        />
        <Row to="/orders" label="Your orders" about="What you ordered in this browser" icon={ReceiptText} />
      </div>
      <Appearance />
    </div>
  );
}
