import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { WhyThis } from './WhyThis';
import type { Learned } from '@/api/schema';
import { resetSession } from '@/api/session';
import { onLearned } from '@/lib/learning/news';
import { type Call, serve } from '@/testing/network';
import { product } from '@/testing/products';
import { renderInShop } from '@/testing/render';

const oat = product({
  personal: {
    score: 0.8,
    reasons: [{ code: 'attribute', text: 'You often choose plant-based' }],
    signals: [
      { signal: 'relevance', label: 'Fits what you searched', value: 0.9, weight: 0.3, contribution: 0.3 },
      { signal: 'preference', label: 'Your taste', value: -0.5, weight: 0.15, contribution: -0.1 },
      { signal: 'popularity', label: 'Popular right now', value: 0, weight: 0.1, contribution: 0 },
    ],
    facets: [
      { facet: 'brand:leafloaf', label: 'LeafLoaf', value: 0.2 },
      { facet: 'attribute:plant-based', label: 'plant-based', value: 0.7 },
    ],
  },
});

const learned: Learned = {
  event_id: '6f2b3c1e-0000-4000-8000-000000000001',
  fact: {
    id: 'attribute:plant-based',
    kind: 'attribute',
    label: 'plant-based',
    text: 'You like plant-based food less',
    value: -0.2,
    events: 4,
    last_at: '2026-01-01T00:00:00Z',
  },
};

async function open() {
  const user = userEvent.setup();
  const shop = renderInShop(
    <WhyThis product={oat} label="Why this?">
      why
    </WhyThis>,
  );
  await user.click(screen.getByRole('button', { name: 'Why this?' }));
  const dialog = await screen.findByRole('dialog', { name: 'Why this?' });
  return { user, dialog, ...shop };
}

describe('why this', () => {
  let calls: Call[];

  beforeEach(() => {
    resetSession();
    vi.stubGlobal('matchMedia', (media: string) => ({
      matches: media.includes('48rem'),
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }));
    calls = serve(({ method, path }) => {
      if (path === '/api/v1/learned/less/') return { body: { learned: [learned] } };
      if (method === 'DELETE') return { status: 204 };
      return undefined;
    });
  });

  it('gives the reasons in words and each signal that counted with its share', async () => {
    const { dialog } = await open();
    expect(dialog).toHaveTextContent('You often choose plant-based');
    expect(dialog).toHaveTextContent('Fits what you searched75%');
    expect(dialog).toHaveTextContent('Your taste−25% against it');
    expect(dialog).not.toHaveTextContent('Popular right now');
  });

  it('asks for less like this, tells what was learned, and closes', async () => {
    const heard = vi.fn();
    const stop = onLearned(heard);
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Less like this' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    stop();
    expect(calls.at(-1)).toEqual({ method: 'POST', path: '/api/v1/learned/less/', body: { sku: 'PLB-0003' } });
    expect(heard).toHaveBeenCalledWith(learned);
  });

  it('forgets exactly what is asked for, what counted most first', async () => {
    const { user, client } = await open();
    const refresh = vi.spyOn(client, 'invalidateQueries');
    const names = screen.getAllByRole('button', { name: /^Forget / }).map((button) => button.textContent);
    expect(names).toEqual(['plant-based', 'LeafLoaf']);
    await user.click(screen.getByRole('button', { name: 'Forget plant-based' }));
    await waitFor(() => expect(refresh).toHaveBeenCalled());
    expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/learned/attribute%3Aplant-based/' });
  });

  it('says so when the shop could not do it, and stays open', async () => {
    serve(({ path }) =>
      path.includes('/less/') ? { status: 503, body: { detail: 'Learning rests for a moment.' } } : undefined,
    );
    const { user, dialog } = await open();
    await user.click(screen.getByRole('button', { name: 'Less like this' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Learning rests for a moment.');
    expect(dialog).toBeInTheDocument();
  });

  it('closes with Escape and gives the focus back', async () => {
    const { user } = await open();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(screen.getByRole('button', { name: 'Why this?' })).toHaveFocus();
  });
});
