import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { BrowserEvent } from './event';
import { sendEvents } from './send';
import { resetSession } from '@/api/session';
import { serve } from '@/testing/network';

const viewed: BrowserEvent = {
  event_id: '6f2b3c1e-0000-4000-8000-000000000001',
  event_type: 'product_viewed',
  sku: 'PLB-0003',
  occurred_at: '2026-01-01T00:00:00Z',
};
const taken = { results: [{ event_id: viewed.event_id, status: 'accepted' }], learned: [] };

describe('sending events', () => {
  beforeEach(() => {
    resetSession();
    document.cookie = 'csrftoken=the-token';
  });

  it('makes the session first, and only once', async () => {
    const calls = serve(({ path }) => (path.endsWith('/events/') ? { body: taken } : { body: {} }));
    await Promise.all([sendEvents([viewed], vi.fn()), sendEvents([viewed], vi.fn())]);
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/session/', '/api/v1/events/', '/api/v1/events/']);
  });

  it('sends text that outlives the page, with the token, and needs no preflight', async () => {
    serve(({ path }) => (path.endsWith('/events/') ? { body: taken } : { body: {} }));
    const wire = vi.spyOn(globalThis, 'fetch');
    await sendEvents([viewed], vi.fn());
    const [, init] = wire.mock.lastCall ?? [];
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'same-origin' });
    expect(new Headers(init?.headers).get('Content-Type')).toBe('text/plain');
    expect(new Headers(init?.headers).get('X-CSRFToken')).toBe('the-token');
  });

  it('tells what the shop answered, refusals of single events too', async () => {
    const refused = { results: [{ event_id: viewed.event_id, status: 'rejected', code: 'unknown_sku' }], learned: [] };
    serve(({ path }) => (path.endsWith('/events/') ? { body: refused } : { body: {} }));
    const heard = vi.fn();
    await expect(sendEvents([viewed], heard)).resolves.toEqual({ kind: 'answered', eventIds: [viewed.event_id] });
    expect(heard).toHaveBeenCalledWith(refused, [viewed]);
  });

  it.each([
    [400, 'unreadable'],
    [413, 'unreadable'],
    [429, 'later'],
    [503, 'later'],
  ])('takes a %i as %s', async (status, kind) => {
    serve(({ path }) => (path.endsWith('/events/') ? { status } : { body: {} }));
    await expect(sendEvents([viewed], vi.fn())).resolves.toEqual({ kind });
  });

  it('makes a new session after the old one was refused', async () => {
    let refusals = 1;
    const calls = serve(({ path }) => {
      if (!path.endsWith('/events/')) return { body: {} };
      refusals -= 1;
      return refusals >= 0 ? { status: 403 } : { body: taken };
    });
    await expect(sendEvents([viewed], vi.fn())).resolves.toEqual({ kind: 'later' });
    await expect(sendEvents([viewed], vi.fn())).resolves.toMatchObject({ kind: 'answered' });
    expect(calls.filter(({ path }) => path.endsWith('/session/'))).toHaveLength(2);
  });
});
