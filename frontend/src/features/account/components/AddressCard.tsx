import { useState } from 'react';

import { useChangeAddress, useRemoveAddress } from '@/api/addresses';
import { sayProblem } from '@/api/problem';
import type { Address } from '@/api/schema';
import { Button } from '@/components/ui/Button';
import { Modal } from '@/components/ui/Modal';
import { Notice } from '@/components/ui/Notice';
import { oneLine } from '@/lib/address';

/** One address of the book, with what can be done to it. */
export function AddressCard({ address, onEdit }: { address: Address; onEdit: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const change = useChangeAddress();
  const remove = useRemoveAddress();
  const name = address.label || address.recipient;
  const whose = <span className="sr-only">: {name}</span>;
  return (
    <article className="flex flex-col gap-3 rounded-card border border-line bg-raised p-5">
      <div>
        <h2 className="flex flex-wrap items-center gap-2 font-sans text-base font-semibold">
          {name}
          {address.is_default && (
            <span className="rounded-full bg-leaf-soft px-3 py-0.5 text-small text-leaf-strong">Chosen first</span>
          )}
        </h2>
        <p className="text-muted">
          {address.label && `${address.recipient}, `}
          {oneLine(address)}
        </p>
        {address.instructions && <p className="text-small text-muted">{address.instructions}</p>}
      </div>
      {change.error && <Notice kind="problem">{sayProblem(change.error)}</Notice>}
      <div className="-ml-3.5 flex flex-wrap gap-1">
        <Button look="quiet" size="small" onClick={onEdit}>
          Change{whose}
        </Button>
        {!address.is_default && (
          <Button
            look="quiet"
            size="small"
            busy={change.isPending}
            onClick={() => change.mutate({ id: address.id, changes: { is_default: true } })}
          >
            Choose first{whose}
          </Button>
        )}
        <Button look="quiet" size="small" onClick={() => setAsking(true)}>
          Remove{whose}
        </Button>
      </div>
      <Modal
        open={isAsking}
        onOpenChange={setAsking}
        title="Remove this address?"
        description={`${name}, ${oneLine(address)}. Orders on their way keep it.`}
        actions={
          <>
            <Button look="secondary" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(address.id)}>
              Remove it
            </Button>
          </>
        }
      >
        {remove.error && <Notice kind="problem">{sayProblem(remove.error)}</Notice>}
      </Modal>
    </article>
  );
}
