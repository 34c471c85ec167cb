import { useEffect } from 'react';
import { useParams } from 'react-router';

import { useProduct } from '@/features/product/api/useProduct';
import { ProductSkeleton } from '@/features/product/components/ProductSkeleton';
import { ProductView } from '@/features/product/components/ProductView';
import { track } from '@/lib/events';
import { usePageTitle } from '@/lib/page-title';

export function ProductPage() {
  const { sku = '' } = useParams();
  const { data: product, error } = useProduct(sku);
  const known = product?.sku;
  usePageTitle(product?.name);

  useEffect(() => {
    if (known) track({ event_type: 'product_viewed', sku: known });
  }, [known]);

  // The error page tells a product that does not exist from a shop that cannot be reached.
  if (error && !product) throw error;
  return product ? <ProductView product={product} /> : <ProductSkeleton />;
}
