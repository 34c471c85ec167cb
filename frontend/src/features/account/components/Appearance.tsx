import { ThemeSwitch } from '@/components/ui/ThemeSwitch';

/** Light, dark, or as the system says. */
export function Appearance() {
  return (
    <section aria-labelledby="appearance" className="flex flex-wrap items-center justify-between gap-4">
      <div>
        <h2 id="appearance" className="text-lead">
          Light or dark
        </h2>
        <p className="text-small text-muted">How the shop looks in this browser.</p>
      </div>
      <ThemeSwitch />
    </section>
  );
}
