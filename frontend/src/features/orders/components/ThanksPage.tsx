import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';

import { orderQuery } from '../api/order';
import { OrderFacts } from './OrderFacts';
import { OrderFailure } from './OrderFailure';
import { OrderLines } from './OrderLines';
import { OrderSkeleton } from './OrderSkeleton';
import { OrderSums } from './OrderSums';
import { useMe } from '@/api/me';
import { foodUrl } from '@/components/ui/art/fallback';
import { ButtonLink } from '@/components/ui/Button';
import { deliveryMoment } from '@/lib/delivery-time';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';
import { signInPath } from '@/lib/return-to';

/** Right after ordering. */
export function ThanksPage() {
  usePageTitle('Thank you');
  const { number = '' } = useParams();
  const { data: order, error, refetch } = useQuery(orderQuery(number));
  const { data: me } = useMe();

  if (error && !order) return <OrderFailure reason={error} retry={() => void refetch()} />;
  if (!order) return <OrderSkeleton />;
  const firstName = me?.first_name || order.address.recipient.split(' ')[0];
  const orderPath = `/orders/${order.number}`;
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-6">
      <div className="relative overflow-hidden rounded-card bg-leaf-soft px-6 py-8 text-leaf-strong sm:px-10 sm:py-12 md:pr-64">
        <img
          src={foodUrl('delivery-truck')}
          alt=""
          width={160}
          height={160}
          className="absolute right-12 bottom-2 -scale-x-100 max-md:hidden"
        />
        <h1 className="text-title sm:text-display">Thank you, {firstName}.</h1>
        <p className="mt-3 max-w-2xl text-lead">
          {order.slot ? <>We are with you on {deliveryMoment(order.slot)}.</> : <>Your order is with us.</>}
        </p>
        <p className="mt-2 max-w-2xl">
          Order <b className="tabular">{order.number}</b>. The confirmation is on its way to{' '}
          <span className="break-words">{order.email}</span>.
        </p>
        <div className="mt-6 flex flex-wrap gap-3">
          <ButtonLink to={orderPath}>Follow the order</ButtonLink>
          <ButtonLink to={paths.home} look="secondary">
            Back to the shop
          </ButtonLink>
        </div>
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <section aria-label="What you ordered" className="rounded-card border border-line bg-raised p-5 sm:p-6">
          <OrderLines order={order} />
        </section>
        <div className="flex flex-col gap-5">
          <section aria-label="Total" className="rounded-card border border-line bg-raised p-5 sm:p-6">
            <OrderSums order={order} />
          </section>
          <section aria-label="Details" className="rounded-card border border-line bg-raised p-5 sm:p-6">
            <OrderFacts order={order} />
          </section>
          {me?.authenticated === false && (
            <section className="flex flex-col items-start gap-3 rounded-card border border-line bg-raised p-5 sm:p-6">
              <h2 className="text-lead">Make it easier next time</h2>
              <p className="text-muted">
                With an account this order, your address and what you like are there on every device.
              </p>
              <ButtonLink to={signInPath(orderPath, '/sign-up')} look="secondary" size="small">
                Create an account
              </ButtonLink>
            </section>
          )}
        </div>
      </div>
    </div>
  );
}
