import { Link } from 'react-router';

import { useReorder } from '../api/reorder';
import { isOver } from '../status';
import { ReorderButton, ReorderOutcome } from './ReorderButton';
import { StatusPill } from './StatusPill';
import type { OrderSummary } from '@/api/schema';
import { ProductArt } from '@/components/ui/ProductArt';
import { deliveryMoment } from '@/lib/delivery-time';
import { date, list, money, plural } from '@/lib/format';

/** One order of the history: what was in it at a glance, where it is, and once more with one click. */
export function OrderCard({ order }: { order: OrderSummary }) {
  const reorder = useReorder(order.number);
  const names = order.preview.map((line) => line.name);
  return (
    <article className="relative flex flex-col gap-4 rounded-card border border-line bg-raised p-5 transition-colors hover:border-line-strong/50">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div>
          <h2 className="text-lead">
            <Link to={`/orders/${order.number}`} className="after:absolute after:inset-0 after:rounded-card">
              {date(order.created_at)}
            </Link>
          </h2>
          <p className="tabular text-small text-muted">
            {order.number} · {plural(order.item_count, 'item')} · {money(order.total, order.currency)}
          </p>
        </div>
        <StatusPill status={order.status} label={order.status_label} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div className="flex gap-2">
          <span className="sr-only">{list(names)}</span>
          {order.preview.map((line, index) => (
            <ProductArt key={line.sku} art={line.art} className={index > 2 ? 'size-13 max-sm:hidden' : 'size-13'} />
          ))}
        </div>
        <div className="relative z-10">
          <ReorderButton reorder={reorder} number={order.number} look="secondary" size="small" />
        </div>
      </div>
      {order.slot && !isOver(order.status) && (
        <p className="text-small text-muted">Arrives {deliveryMoment(order.slot)}</p>
      )}
      <div className="relative z-10 empty:hidden">
        <ReorderOutcome reorder={reorder} />
      </div>
    </article>
  );
}
