import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { emailsQuery } from '../api/emails';
import { Appearance } from './Appearance';
import { Section } from './Section';
import { addressesQuery } from '@/api/addresses';
import { useMe } from '@/api/me';
import { ButtonLink } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { oneLine } from '@/lib/address';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';

const LINK = 'rounded-full font-semibold text-leaf underline-offset-4 hover:underline';

/** The account at a glance. */
export function OverviewPage() {
  usePageTitle('You');
  const { data: me } = useMe();
  const { data: emails = [] } = useQuery(emailsQuery);
  const { data: addresses } = useQuery(addressesQuery);
  const unconfirmed = emails.find(({ email, verified }) => email === me?.email && !verified);
  const home = addresses?.find((address) => address.is_default) ?? addresses?.[0];
  return (
    <div className="flex flex-col gap-5">
      <h1 className="sr-only">You</h1>
      {unconfirmed && (
        <Notice
          action={
            <ButtonLink to="/account/details" look="secondary" size="small">
              Confirm it
            </ButtonLink>
          }
        >
          We do not know yet that our messages reach you at {unconfirmed.email}.
        </Notice>
      )}
      <Section
        title="Your taste"
        lead="What you look at and buy decides what we show you first. You see all of it, and you can make us forget any of it."
      >
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span>Personal suggestions are {me?.personalization_enabled ? 'on' : 'off'}.</span>
          <Link to={paths.learned} className={LINK}>
            What LeafLoaf knows
          </Link>
        </div>
      </Section>
      <Section title="Delivered to">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span className="min-w-0">
            {home ? `${home.recipient}, ${oneLine(home)}` : 'No address yet: we ask for it when you order.'}
          </span>
          <Link to="/account/addresses" className={LINK}>
            {home ? 'Your addresses' : 'Add one now'}
          </Link>
        </div>
      </Section>
      <div className="rounded-card border border-line bg-raised p-5 sm:p-6">
        <Appearance />
      </div>
    </div>
  );
}
