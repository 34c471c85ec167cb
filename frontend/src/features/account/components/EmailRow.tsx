import { type EmailAddress, useChooseEmail, useRemoveEmail, useSendConfirmation } from '../api/emails';
import { sayProblem } from '@/api/problem';
import { Button } from '@/components/ui/Button';

function state({ verified, primary }: EmailAddress): string {
  if (!verified) return primary ? 'In use · not confirmed yet' : 'Not confirmed yet';
  return primary ? 'In use · confirmed' : 'Confirmed';
}

export function EmailRow({ address, isOnly }: { address: EmailAddress; isOnly: boolean }) {
  const confirm = useSendConfirmation();
  const choose = useChooseEmail();
  const remove = useRemoveEmail();
  const failure = confirm.error ?? choose.error ?? remove.error;
  const { email, verified, primary } = address;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0">
      <span className="min-w-48 flex-1">
        <span className="block font-semibold break-words">{email}</span>
        <span className="block text-small text-muted">{state(address)}</span>
      </span>
      {!verified && (
        <Button
          look="secondary"
          size="small"
          busy={confirm.isPending}
          disabled={confirm.isSuccess}
          onClick={() => confirm.mutate(email)}
        >
          {confirm.isSuccess ? 'Sent: look into your mail' : 'Send me the link'}
        </Button>
      )}
      {verified && !primary && (
        <Button look="secondary" size="small" busy={choose.isPending} onClick={() => choose.mutate(email)}>
          Use this one<span className="sr-only">: {email}</span>
        </Button>
      )}
      {!primary && !isOnly && (
        <Button look="quiet" size="small" busy={remove.isPending} onClick={() => remove.mutate(email)}>
          Remove <span className="sr-only">{email}</span>
        </Button>
      )}
      {failure && (
        <p role="alert" className="w-full text-small font-medium text-tomato-text">
          {sayProblem(failure)}
        </p>
      )}
    </li>
  );
}
