import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from '@/api/problem';

const RETRIES = 2;

/** Worth another try: no answer, or an answer that is the server's fault. */
function mayPass(reason: unknown): boolean {
  const { status } = ApiProblem.from(reason);
  return status === 0 || status >= 502;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, reason) => failures < RETRIES && mayPass(reason),
    },
    mutations: { retry: false },
  },
});
