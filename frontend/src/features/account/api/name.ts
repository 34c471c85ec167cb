import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answer, api } from '@/api/client';

export function useChangeName() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (firstName: string) => answer(api.PATCH('/api/v1/me/', { body: { first_name: firstName } })),
    onSuccess: (me) => client.setQueryData(['me'], me),
  });
}
