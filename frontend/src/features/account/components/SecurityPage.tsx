import { PageHead } from './PageHead';
import { PasswordForm } from './PasswordForm';
import { SentByStaffPages } from './SentByStaffPages';
import { TwoFactor } from './TwoFactor';

export function SecurityPage() {
  return (
    <div className="flex flex-col gap-5">
      <PageHead title="Password and security" />
      <SentByStaffPages />
      <PasswordForm />
      <TwoFactor />
    </div>
  );
}
