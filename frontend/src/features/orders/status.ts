import type { Order, OrderStatus } from '@/api/schema';

/** The way of an order to the door. */
const WAY = ['placed', 'picking', 'out_for_delivery', 'delivered'] as const satisfies readonly OrderStatus[];

const LABELS: Record<(typeof WAY)[number], string> = {
  placed: 'Placed',
  picking: 'Being picked',
  out_for_delivery: 'On its way',
  delivered: 'Delivered',
};

const OVER: ReadonlySet<OrderStatus> = new Set(['delivered', 'cancelled', 'payment_failed']);

/** Nothing happens to it any more. */
export function isOver(status: OrderStatus): boolean {
  return OVER.has(status);
}

/** Ended without reaching the door. */
export function isStopped(status: OrderStatus): boolean {
  return status === 'cancelled' || status === 'payment_failed';
}

export interface Stage {
  status: OrderStatus;
  label: string;
  /** When it was reached; null while it is to come. */
  at: string | null;
  isCurrent: boolean;
}

/** The stages of an order with the times they were reached; a stopped order shows what came to pass only. */
export function stages({ status, history }: Pick<Order, 'status' | 'history'>): Stage[] {
  if (isStopped(status)) {
    return history.map((change, index) => ({
      status: change.status,
      label: change.label,
      at: change.changed_at,
      isCurrent: index === history.length - 1,
    }));
  }
  return WAY.map((stage) => ({
    status: stage,
    label: LABELS[stage],
    at: history.findLast((change) => change.status === stage)?.changed_at ?? null,
    isCurrent: stage === status,
  }));
}
