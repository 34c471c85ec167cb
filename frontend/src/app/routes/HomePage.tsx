import { FirstVisit } from '@/features/home/components/FirstVisit';
import { Shelves } from '@/features/home/components/Shelves';
import { useHome } from '@/features/home/api/useHome';
import { useMe } from '@/api/me';
import { DepartmentNav } from '@/components/DepartmentNav';
import { DepartmentTiles } from '@/components/DepartmentTiles';
import { usePageTitle } from '@/lib/page-title';
import { useMarkPersonal } from '@/lib/personal-mark';

export function HomePage() {
  usePageTitle('');
  const { data: home } = useHome();
  const { data: me, isPending: isUnknown } = useMe();
  useMarkPersonal(home?.personalized ?? false);
  return (
    <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-9">
      <aside aria-label="Departments" className="hidden lg:block">
        <div className="sticky top-26 max-h-[calc(100dvh-7.5rem)] overflow-y-auto pb-4">
          <DepartmentNav />
        </div>
      </aside>
      <div className="min-w-0">
        <h1 className="sr-only">LeafLoaf, your shop</h1>
        <div className="mb-8 lg:hidden">
          <DepartmentTiles row />
        </div>
        {/* Comes together with the shelves, which wait for it, so that nothing on the page is pushed down. */}
        {home && !home.personalized && me?.personalization_enabled && <FirstVisit />}
        <Shelves wait={isUnknown && home?.personalized === false} />
      </div>
    </div>
  );
}
