import { answer, api } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { SandboxCardRequest } from '@/api/schema';

/**
 * Exchanges a card for a token: the order never carries the number.
 *
 * @throws ApiProblem with its message beside a field of the card.
 */
export async function cardToken(card: SandboxCardRequest): Promise<string> {
  try {
    return (await answer(api.POST('/api/v1/payments/sandbox/tokens/', { body: card }))).card_token;
  } catch (reason) {
    const problem = ApiProblem.from(reason);
    if (problem.code !== 'card_refused') throw problem;
    throw new ApiProblem(problem.status, {
      ...problem.body,
      errors: [{ field: 'card.number', message: problem.message }],
    });
  }
}
