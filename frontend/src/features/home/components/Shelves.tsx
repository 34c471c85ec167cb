import { useHome } from '../api/useHome';
import { sayProblem } from '@/api/problem';
import type { Shelf } from '@/api/schema';
import { ProductShelf, ProductShelfSkeleton } from '@/components/product/ProductShelf';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';

/** Shelves that were filled for this shopper alone. */
const PERSONAL = new Set<Shelf['key']>(['for-you', 'because', 'usuals']);

interface ShelvesProps {
  /** What stands above them is not known yet. */
  wait: boolean;
}

/** All shelves of the home page. */
export function Shelves({ wait }: ShelvesProps) {
  const { data, error, refetch } = useHome();
  const home = wait ? undefined : data;
  if (error && !data) {
    return (
      <Notice
        kind="problem"
        action={
          <Button look="secondary" size="small" onClick={() => void refetch()}>
            Try again
          </Button>
        }
      >
        {sayProblem(error)}
      </Notice>
    );
  }
  return (
    // Another element once the shelves are there: what comes above them then pushes nothing that was seen.
    <div key={home ? 'shelves' : 'loading'} className="flex flex-col gap-10 md:gap-14">
      {home ? (
        home.shelves.map((shelf, index) => (
          <ProductShelf
            key={shelf.key}
            list={`home:${shelf.key}`}
            title={shelf.title}
            subtitle={shelf.subtitle}
            rankingId={shelf.ranking_id}
            products={shelf.products}
            personal={home.personalized && PERSONAL.has(shelf.key)}
            eager={index < 2}
          />
        ))
      ) : (
        <>
          <ProductShelfSkeleton />
          <ProductShelfSkeleton />
        </>
      )}
    </div>
  );
}
