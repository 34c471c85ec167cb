import { Link } from 'react-router';

import type { Order } from '@/api/schema';
import { ProductArt } from '@/components/ui/ProductArt';
import { money } from '@/lib/format';
import { addMoney } from '@/lib/money';
import { paths } from '@/lib/paths';

/** What was ordered, at the prices of that moment and before offers: those are told with the totals. */
export function OrderLines({ order }: { order: Order }) {
  return (
    <ul className="flex flex-col divide-y divide-line">
      {order.lines.map((line) => (
        <li key={line.sku} className="flex items-center gap-4 py-3 first:pt-0 last:pb-0">
          <ProductArt art={line.art} className="size-14 shrink-0" />
          <div className="min-w-0 flex-1">
            <Link
              to={paths.product(line.sku)}
              className="line-clamp-2 leading-snug font-semibold hover:text-leaf hover:underline"
            >
              {line.name}
            </Link>
            <p className="tabular text-small text-muted">
              {line.quantity} × {money(line.unit_price, order.currency)}
              {line.size && ` · ${line.size}`}
            </p>
            {line.promotion_label && <p className="text-small font-medium text-tomato-text">{line.promotion_label}</p>}
          </div>
          <span className="tabular font-semibold">
            {money(addMoney(line.line_total, line.discount), order.currency)}
          </span>
        </li>
      ))}
    </ul>
  );
}
