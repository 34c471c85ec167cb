import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';

import { AddressCard } from './AddressCard';
import { AddressEditor } from './AddressEditor';
import { PageHead } from './PageHead';
import { addressesQuery } from '@/api/addresses';
import { Button } from '@/components/ui/Button';
import { RetryNotice } from '@/components/ui/RetryNotice';
import { Skeleton } from '@/components/ui/Skeleton';

export function AddressesPage() {
  const { data: addresses, error, refetch } = useQuery(addressesQuery);
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const isEmpty = addresses?.length === 0;
  return (
    <div className="flex flex-col gap-5">
      <PageHead title="Addresses" />
      {error && <RetryNotice reason={error} retry={() => void refetch()} />}
      {!addresses && !error && <Skeleton className="h-36" />}
      {isEmpty && edited === null && (
        <p className="text-muted">No address yet. The one you add is chosen by itself when you order.</p>
      )}
      {addresses?.map((address) =>
        edited === address.id ? (
          <AddressEditor key={address.id} address={address} onEnd={() => setEdited(null)} />
        ) : (
          <AddressCard key={address.id} address={address} onEdit={() => setEdited(address.id)} />
        ),
      )}
      {edited === 'new' ? (
        <AddressEditor onEnd={() => setEdited(null)} />
      ) : (
        addresses && (
          <Button look="secondary" className="self-start" onClick={() => setEdited('new')}>
            <Plus aria-hidden className="size-5" />
            Add an address
          </Button>
        )
      )}
    </div>
  );
}
