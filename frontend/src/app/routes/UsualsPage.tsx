import { useHome } from '@/features/home/api/useHome';
import { ProductGrid, ProductGridSkeleton } from '@/components/product/ProductGrid';
import { sayProblem } from '@/api/problem';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Notice } from '@/components/ui/Notice';
import { ListView } from '@/lib/events/list-view';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';

/** What this shopper buys again and again. */
export function UsualsPage() {
  usePageTitle('Your usuals');
  const { data: home, error } = useHome();
  const shelf = home?.shelves.find(({ key }) => key === 'usuals');
  return (
    <>
      <h1 className="text-title md:text-display">Your usuals</h1>
      {shelf && <p className="mt-1 text-muted">{shelf.subtitle ?? 'What you buy again and again, in your amounts.'}</p>}
      <div className="mt-6">
        {error && !home && <Notice kind="problem">{sayProblem(error)}</Notice>}
        {!home && !error && <ProductGridSkeleton count={5} />}
        {shelf && (
          <ListView list="usuals" rankingId={shelf.ranking_id} skus={shelf.products.map(({ sku }) => sku)}>
            <ProductGrid products={shelf.products} label="Products" />
          </ListView>
        )}
        {home && !shelf && (
          <EmptyState
            icon="basket"
            title="Nothing usual yet"
            action={
              <>
                <ButtonLink to={paths.search('milk')}>Start with milk</ButtonLink>
                <ButtonLink look="secondary" to={paths.departments}>
                  See the departments
                </ButtonLink>
              </>
            }
          >
            Once you have bought something twice it waits for you here, in the amount you usually take.
          </EmptyState>
        )}
      </div>
    </>
  );
}
