import { queryOptions } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

export const paymentMethodsQuery = queryOptions({
  queryKey: ['payment-methods'],
  queryFn: ({ signal }) => answer(api.GET('/api/v1/payments/methods/', { signal })),
  staleTime: Infinity,
});
