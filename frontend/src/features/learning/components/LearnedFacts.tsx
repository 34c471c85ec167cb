import { FactRow } from './FactRow';
import { useLearnedFacts, useSetPersonalization } from '../api/useLearnedFacts';
import { sayProblem } from '@/api/problem';
import type { LearnedFact } from '@/api/schema';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Notice } from '@/components/ui/Notice';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';

const GROUPS: [LearnedFact['kind'], string][] = [
  ['category', 'Kinds of food'],
  ['attribute', 'How you like it'],
  ['brand', 'Brands'],
];

/** All that was learned, each with its own way to be forgotten, and the switch for all of it. */
export function LearnedFacts() {
  const { data, error } = useLearnedFacts();
  const settings = useSetPersonalization();
  const failed = settings.error ?? (data ? null : error);
  if (failed && !data) return <Notice kind="problem">{sayProblem(failed)}</Notice>;
  if (!data) return <Skeleton className="h-64" />;

  const enabled = settings.isPending ? settings.variables : data.enabled;
  return (
    <div className="flex flex-col gap-8">
      {failed && <Notice kind="problem">{sayProblem(failed)}</Notice>}
      <div className="rounded-card bg-leaf-soft px-5 py-4 text-leaf-strong">
        <Switch
          label="Let the shop learn from what I do"
          checked={enabled}
          disabled={settings.isPending}
          onChange={(on) => settings.mutate(on)}
        />
        <p className="mt-1 max-w-prose">
          {enabled
            ? 'What you look at, pick and pass changes what you see next. Nobody else sees it.'
            : 'The shop looks the same to you as to everybody, and nothing new is learned. What was learned before is kept until you forget it.'}
        </p>
      </div>
      {data.facts.length === 0 ? (
        <EmptyState icon="seedling" title="Nothing yet" action={<ButtonLink to="/">Look around the shop</ButtonLink>}>
          {enabled ? 'Open a product or two, and what we make of it appears here.' : 'Learning is switched off.'}
        </EmptyState>
      ) : (
        GROUPS.map(([kind, title]) => (
          <Group key={kind} title={title} facts={data.facts.filter((fact) => fact.kind === kind)} />
        ))
      )}
    </div>
  );
}

function Group({ title, facts }: { title: string; facts: readonly LearnedFact[] }) {
  if (facts.length === 0) return null;
  const strongest = Math.max(...facts.map(({ value }) => Math.abs(value)));
  return (
    <section aria-label={title}>
      <h2 className="mb-1 text-lead">{title}</h2>
      <ul>
        {facts.map((fact) => (
          <FactRow key={fact.id} fact={fact} strongest={strongest} />
        ))}
      </ul>
    </section>
  );
}
