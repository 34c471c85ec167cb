import { PageHead } from './PageHead';
import { PasswordForm } from './PasswordForm';
import { TwoFactor } from './TwoFactor';

export function SecurityPage() {
  return (
    <div className="flex flex-col gap-5">
      <PageHead title="Password and security" />
      <PasswordForm />
      <TwoFactor />
    </div>
  );
}
