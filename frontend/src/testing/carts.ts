/** Carts and what is in them as the shop would answer them, for tests. */
import type { Cart, CartLine, ProductCard } from '@/api/schema';

export function aProduct(sku: string, changes: Partial<ProductCard> = {}): ProductCard {
  return {
    sku,
    name: `Product ${sku}`,
    brand: { slug: 'oatwell', name: 'Oatwell', own_label: false },
    category: { slug: 'oat-milk', name: 'Oat milk', department: 'plant-based' },
    size: '64 fl oz',
    price: '3.49',
    compare_at_price: null,
    currency: 'USD',
    unit_price: { amount: '0.05', per: 'fl oz' },
    art: {
      icon: 'glass-of-milk',
      package: 'carton',
      tint: '#E4F0DC',
      tint_dark: '#23301F',
      color: '#23513F',
      image_url: null,
    },
    in_stock: true,
    stock_level: 'in',
    max_quantity: 20,
    dietary: [],
    allergens: [],
    attributes: [],
    promotion: null,
    badge: null,
    usual_quantity: null,
    personal: null,
    ...changes,
  };
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
