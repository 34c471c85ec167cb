import { LearnedFacts } from '@/features/learning/components/LearnedFacts';
import { Trail } from '@/components/ui/Trail';
import { usePageTitle } from '@/lib/page-title';
import { paths } from '@/lib/paths';

export function LearnedPage() {
  usePageTitle('What LeafLoaf knows');
  return (
    <div className="mx-auto max-w-3xl">
      <Trail steps={[{ name: 'You', to: paths.you }]} />
      <h1 className="text-title md:text-display">What LeafLoaf knows</h1>
      <p className="mt-2 mb-6 text-muted">
        All that the shop has learned from you. You can make it forget any of it, at once.
      </p>
      <LearnedFacts />
    </div>
  );
}
