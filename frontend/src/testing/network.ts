import { vi } from 'vitest';

export interface Call {
  method: string;
  path: string;
  body: unknown;
}

type Answer = (call: Call) => { status?: number; body?: unknown } | undefined;

/** Stands in for the network: answers each request, and keeps what was asked. What nobody answers is a 404. */
export function serve(answer: Answer): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), location.origin), init);
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const call: Call = { method: request.method, path: pathname + search, body: text ? JSON.parse(text) : undefined };
    calls.push(call);
    const { status = 200, body } = answer(call) ?? { status: call.path.endsWith('/session/') ? 200 : 404, body: {} };
    return status === 204
      ? new Response(null, { status })
      : new Response(JSON.stringify(body ?? {}), { status, headers: { 'Content-Type': 'application/json' } });
  });
  return calls;
}
