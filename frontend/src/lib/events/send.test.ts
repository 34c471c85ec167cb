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

const send = (heard = vi.fn()) => sendEvents('robin', [viewed], heard);

describe('sending events', () => {
  beforeEach(() => {
    resetSession();
    document.cookie = 'csrftoken=the-token';
  });

  it('sends text that outlives the page, with token and owner, and needs no preflight', async () => {
    serve(() => ({ body: taken }));
    const wire = vi.spyOn(globalThis, 'fetch');
    await send();
    const [, init] = wire.mock.lastCall ?? [];
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'same-origin' });
    const headers = new Headers(init?.headers);
    expect(headers.get('Content-Type')).toBe('text/plain');
    expect(headers.get('X-CSRFToken')).toBe('the-token');
    expect(headers.get('X-Event-Owner')).toBe('robin');
  });

  it('asks no more to outlive the page than the browser allows', () => {
    const wire = vi.fn(() => new Promise<Response>(() => undefined));
    vi.stubGlobal('fetch', wire);
    const large = { ...viewed, query: 'x'.repeat(40_000) };
    void sendEvents('robin', [large], vi.fn());
    void sendEvents('robin', [large], vi.fn());
    expect(wire.mock.calls.map((call: unknown[]) => (call[1] as RequestInit).keepalive)).toEqual([true, false]);
  });

  it('tells what the shop answered, refusals of single events too', async () => {
    const refused = {
      results: [{ event_id: viewed.event_id, status: 'rejected', code: 'unknown_sku', reason: 'No such product.' }],
      learned: [],
    };
    serve(() => ({ body: refused }));
    const heard = vi.fn();
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await expect(send(heard)).resolves.toEqual({ kind: 'answered', eventIds: [viewed.event_id] });
    expect(heard).toHaveBeenCalledWith(refused, [viewed]);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('No such product.'));
  });

  it.each([
    [400, { kind: 'unreadable', surely: true }],
    [404, { kind: 'unreadable', surely: false }],
    [413, { kind: 'unreadable', surely: true }],
    [401, { kind: 'stranger' }],
    [403, { kind: 'stranger' }],
    [409, { kind: 'stranger' }],
    [429, { kind: 'later' }],
    [503, { kind: 'later' }],
  ])('takes a %i as %o', async (status, outcome) => {
    serve(() => ({ status }));
    await expect(send()).resolves.toEqual(outcome);
  });

  it.each([
    ['7', 7_000],
    [new Date(Date.now() + 60_000).toUTCString(), 60_000],
    ['soon', undefined],
  ])('reads a wish to wait as in %j', async (wish, waitMs) => {
    const answer = () => Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': wish } }));
    vi.stubGlobal('fetch', answer);
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'later' });
    const { waitMs: read } = outcome as { waitMs?: number };
    if (waitMs === undefined) expect(read).toBeUndefined();
    else expect(Math.abs((read ?? 0) - waitMs)).toBeLessThan(5_000);
  });

  it('does not believe a page that answers in the shop’s place', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>Welcome to our Wi-Fi</html>')));
    await expect(send()).rejects.toThrow();
  });
});
