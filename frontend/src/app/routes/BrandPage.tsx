import { useState } from 'react';
import { useParams } from 'react-router';

import { Listing } from '@/features/catalog/components/Listing';
import { Trail } from '@/components/ui/Trail';
import { usePageTitle } from '@/lib/page-title';

/** "marlow-finch" -> "Marlow finch": until the first product says how the brand writes itself. */
function readable(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function BrandPage() {
  const { slug = '' } = useParams();
  return <Brand key={slug} slug={slug} />;
}

function Brand({ slug }: { slug: string }) {
  const [name, setName] = useState(readable(slug));
  usePageTitle(name);
  return (
    <Listing
      base={{ brand: slug }}
      list={`brand:${slug}`}
      heading={name}
      trail={<Trail steps={[]} />}
      onAnswer={({ results }) => setName((known) => results[0]?.brand?.name ?? known)}
    />
  );
}
