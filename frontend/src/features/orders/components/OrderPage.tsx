import { useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { Link, useParams } from 'react-router';

import { orderQuery } from '../api/order';
import { useReorder } from '../api/reorder';
import { CancelOrder } from './CancelOrder';
import { OrderFacts } from './OrderFacts';
import { OrderFailure } from './OrderFailure';
import { OrderLines } from './OrderLines';
import { OrderSkeleton } from './OrderSkeleton';
import { OrderSums } from './OrderSums';
import { ReorderButton, ReorderOutcome } from './ReorderButton';
import { StatusPill } from './StatusPill';
import { Timeline } from './Timeline';
import { date, plural } from '@/lib/format';
import { usePageTitle } from '@/lib/page-title';

export function OrderPage() {
  const { number = '' } = useParams();
  usePageTitle(`Order ${number}`);
  const { data: order, error, refetch } = useQuery(orderQuery(number));
  const reorder = useReorder(number);

  if (error && !order) return <OrderFailure reason={error} retry={() => void refetch()} />;
  if (!order) return <OrderSkeleton />;
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const card = 'rounded-card border border-line bg-raised p-5 sm:p-6';
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5">
      <Link to="/orders" className="flex w-fit items-center gap-1 rounded-full text-muted hover:text-leaf">
        <ChevronLeft aria-hidden className="size-4" />
        Your orders
      </Link>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-title">Order {order.number}</h1>
        <StatusPill status={order.status} label={order.status_label} />
        <p className="w-full text-muted">
          {date(order.created_at)} · {plural(pieces, 'item')}
        </p>
      </div>
      <ReorderOutcome reorder={reorder} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <section aria-label="Progress" className={card}>
            <Timeline order={order} />
          </section>
          <section aria-label="What you ordered" className={card}>
            <OrderLines order={order} />
          </section>
        </div>
        <div className="flex flex-col gap-5">
          <section aria-label="Total" className={card}>
            <OrderSums order={order} />
          </section>
          <section aria-label="Details" className={card}>
            <OrderFacts order={order} />
          </section>
          <div className="flex flex-col gap-3">
            <ReorderButton reorder={reorder} number={order.number} />
            {order.can_cancel && <CancelOrder order={order} />}
          </div>
        </div>
      </div>
    </div>
  );
}
