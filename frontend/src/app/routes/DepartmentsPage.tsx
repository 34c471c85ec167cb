import { DepartmentTiles } from '@/components/DepartmentTiles';
import { usePageTitle } from '@/lib/page-title';

export function DepartmentsPage() {
  usePageTitle('Departments');
  return (
    <>
      <h1 className="mb-6 text-title md:text-display">Departments</h1>
      <DepartmentTiles />
    </>
  );
}
