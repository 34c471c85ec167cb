import type { ProductCard } from '@/api/schema';

/** A product card with what a test wants to be different. */
export function product(different: Partial<ProductCard> = {}): ProductCard {
  return {
    sku: 'PLB-0003',
    name: 'Barista Oat Milk',
    brand: { slug: 'leafloaf', name: 'LeafLoaf', own_label: true },
    category: { slug: 'oat-milk', name: 'Oat Milk', department: 'plant-based' },
    size: '32 fl oz',
    price: '3.29',
    compare_at_price: null,
    currency: 'USD',
    unit_price: { amount: '0.10', per: 'fl oz' },
    art: {
      icon: 'hot-beverage',
      package: 'carton',
      tint: '#E8EFCF',
      tint_dark: '#2A301A',
      color: '#23513F',
      image_url: null,
    },
    in_stock: true,
    stock_level: 'in',
    max_quantity: 24,
    dietary: ['vegan'],
    allergens: [],
    attributes: ['plant-based'],
    promotion: null,
    badge: null,
    usual_quantity: null,
    personal: null,
    ...different,
  };
}
