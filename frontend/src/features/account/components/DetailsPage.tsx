import { Emails } from './Emails';
import { NameForm } from './NameForm';
import { PageHead } from './PageHead';

export function DetailsPage() {
  return (
    <div className="flex flex-col gap-5">
      <PageHead title="Name and email" />
      <NameForm />
      <Emails />
    </div>
  );
}
