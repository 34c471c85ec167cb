import { beforeEach, describe, expect, it, vi } from 'vitest';

import { answer, api } from './client';
import { ensureSession, openedSession, resetSession } from './session';
import { onSessionEnded } from './session-ended';
import { serve } from '@/testing/network';

const me = { authenticated: false, owner: 'robin' };

describe('the session', () => {
  beforeEach(() => {
    resetSession();
    document.cookie = 'csrftoken=the-token';
  });

  it('is made once, however many ask', async () => {
    const calls = serve(() => ({ body: me }));
    await expect(Promise.all([ensureSession(), ensureSession()])).resolves.toEqual([me, me]);
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/session/']);
    expect(openedSession()).toEqual(me);
  });

  it('is tried again by the next one when it could not be made', async () => {
    let status = 503;
    serve(() => ({ status, body: me }));
    await expect(ensureSession()).rejects.toMatchObject({ status: 503 });
    status = 200;
    await expect(ensureSession()).resolves.toEqual(me);
  });

  it('fetches the token first when the browser has lost it', async () => {
    document.cookie = 'csrftoken=; max-age=0';
    const calls = serve(() => ({ body: me }));
    await ensureSession();
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/me/', '/api/v1/session/']);
  });

  it('that has ended is told once, and the next write makes a new one', async () => {
    let isOver = true;
    const calls = serve(({ path }) => {
      if (path.endsWith('/session/')) return { body: me };
      return isOver ? { status: 401, body: { code: 'session_ended', detail: 'It has ended.' } } : { body: {} };
    });
    const told = vi.fn();
    const stop = onSessionEnded(told);
    const write = () => answer(api.POST('/api/v1/learned/less/', { body: { sku: 'A' } }));
    await Promise.all([expect(write()).rejects.toMatchObject({ code: 'session_ended' }), write().catch(() => null)]);
    expect(told).toHaveBeenCalledTimes(1);
    isOver = false;
    await write();
    expect(calls.filter(({ path }) => path.endsWith('/session/')).length).toBeGreaterThan(1);
    stop();
  });
});
