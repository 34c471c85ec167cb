/** Carts and what is in them as the shop would answer them, for tests. */
import { product } from './products';
import type { Cart, CartLine, ProductCard } from '@/api/schema';

export function aProduct(sku: string, different: Partial<ProductCard> = {}): ProductCard {
  return product({ sku, name: `Product ${sku}`, ...different });
}

export function aLine(product: ProductCard, quantity: number, changes: Partial<CartLine> = {}): CartLine {
  const total = (Number(product.price) * quantity).toFixed(2);
  return {
    product,
    quantity,
    unit_price: product.price,
    line_subtotal: total,
    discount: '0.00',
    line_total: total,
    promotion_label: null,
    problem: null,
    ...changes,
  };
}

export function aCart(lines: CartLine[], changes: Partial<Cart> = {}): Cart {
  const total = lines.reduce((sum, line) => sum + Number(line.line_total), 0).toFixed(2);
  return {
    version: 1,
    currency: 'USD',
    lines,
    item_count: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: total,
    discounts: [],
    discount: '0.00',
    total,
    codes: [],
    hints: [],
    ...changes,
  };
}
