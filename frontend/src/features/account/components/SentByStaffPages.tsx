import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';

import { authenticatorsQuery } from '../api/two-factor';
import { ButtonLink } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { isBehindTheStorefront, returnTo } from '@/lib/return-to';

/** For staff whom the admin sent here to set the second lock up: why they are here, and then the way back. */
export function SentByStaffPages() {
  const [search] = useSearchParams();
  const { data: authenticators } = useQuery(authenticatorsQuery);
  const back = returnTo(search);
  if (!isBehindTheStorefront(back) || !authenticators) return null;
  if (!authenticators.some(({ type }) => type === 'totp')) {
    return <Notice>The staff pages open with two-step sign-in only. Set it up below, then go on from here.</Notice>;
  }
  return (
    <Notice
      action={
        <ButtonLink to={back} reloadDocument size="small">
          To the staff pages
        </ButtonLink>
      }
    >
      Two-step sign-in is on. Keep your recovery codes somewhere safe before you go on.
    </Notice>
  );
}
