import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { usePageTitle } from '@/lib/page-title';

export function NotFoundPage() {
  usePageTitle('Page not found');
  return (
    <EmptyState
      level={1}
      icon="basket"
      title="There is nothing on this shelf"
      action={<ButtonLink to="/">Back to the shop</ButtonLink>}
    >
      The page may have moved, or the address has a typo. The search above finds everything we sell.
    </EmptyState>
  );
}
