import { Link } from 'react-router';

import { BuyBox } from './BuyBox';
import { Facts } from './Facts';
import type { ProductDetail } from '@/api/schema';
import { LeafMark } from '@/components/product/LeafMark';
import { ProductBadge } from '@/components/product/ProductBadge';
import { ProductShelf } from '@/components/product/ProductShelf';
import { WhyThis } from '@/components/product/WhyThis';
import { Price } from '@/components/ui/Price';
import { ProductArt } from '@/components/ui/ProductArt';
import { Trail } from '@/components/ui/Trail';
import { unitPrice } from '@/lib/format';
import { paths } from '@/lib/paths';

/** A product in full. */
export function ProductView({ product }: { product: ProductDetail }) {
  const { brand, personal } = product;
  return (
    <article>
      <Trail steps={product.category_path.map(({ name, slug }) => ({ name, to: paths.category(slug) }))} />
      <div className="grid gap-6 md:grid-cols-2 md:gap-10 lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)] lg:gap-16">
        <div className="relative md:sticky md:top-26 md:self-start">
          <ProductArt art={product.art} brand={brand?.name} department={product.category.department} eager />
          <ProductBadge product={product} className="absolute top-3 left-3" />
        </div>
        <div className="flex flex-col gap-6 md:pt-2">
          <header className="flex flex-col gap-2">
            {brand && (
              <Link
                to={paths.brand(brand.slug)}
                className="w-fit rounded-full font-semibold text-leaf underline-offset-4 hover:underline"
              >
                {brand.name}
              </Link>
            )}
            <h1 className="text-title md:text-display">{product.name}</h1>
            <p className="text-muted">{product.size}</p>
          </header>
          <div>
            <p className="flex flex-wrap items-baseline gap-x-3">
              <Price
                price={product.price}
                compareAt={product.compare_at_price}
                currency={product.currency}
                size="title"
              />
              {product.unit_price && (
                <span className="tabular text-muted">{unitPrice(product.unit_price, product.currency)}</span>
              )}
            </p>
            {product.promotion && <p className="mt-1 font-semibold text-tomato-text">{product.promotion.label}</p>}
            {product.stock_level === 'low' && <p className="mt-1 font-semibold text-crust">Only a few left</p>}
          </div>
          {/* Starts anew for each product, and when the usual amount turns out to be another. */}
          <BuyBox key={`${product.sku} ${product.usual_quantity}`} product={product} />
          {personal && personal.reasons.length > 0 && (
            <WhyThis
              product={product}
              label="Why this?"
              className="flex min-h-11 w-fit items-center gap-2 rounded-full bg-leaf-soft px-4 text-left font-medium text-leaf-strong hover:underline"
            >
              <LeafMark />
              {personal.reasons[0]?.text}
              <span className="font-bold">Why this?</span>
            </WhyThis>
          )}
          <Facts product={product} />
        </div>
      </div>
      <div className="mt-14 flex flex-col gap-12 md:mt-20">
        {product.goes_with.length > 0 && (
          <ProductShelf list="product:goes-with" title="Goes well with it" rankingId="" products={product.goes_with} />
        )}
        {product.similar.length > 0 && (
          <ProductShelf list="product:similar" title="Similar" rankingId="" products={product.similar} />
        )}
      </div>
    </article>
  );
}
