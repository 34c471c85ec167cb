import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { APART_MS, PersonalizationIndicator, SHOWN_MS } from './PersonalizationIndicator';
import type { Learned } from '@/api/schema';
import { resetSession } from '@/api/session';
import { tellLearned } from '@/lib/learning/news';
import { type Call, serve } from '@/testing/network';
import { renderInShop } from '@/testing/render';

function learned(text: string): Learned {
  return {
    event_id: '6f2b3c1e-0000-4000-8000-000000000001',
    fact: {
      id: 'category:oat-milk',
      kind: 'category',
      label: 'oat milk',
      text,
      value: 0.3,
      events: 1,
      last_at: '2026-01-01T00:00:00Z',
    },
  };
}

const tell = (text: string) => act(() => tellLearned([learned(text)]));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('the chip that tells what was learned', () => {
  let calls: Call[];

  beforeEach(() => {
    vi.useFakeTimers();
    resetSession();
    calls = serve(({ method }) => (method === 'DELETE' ? { status: 204 } : undefined));
    renderInShop(<PersonalizationIndicator />);
  });
  afterEach(() => vi.useRealTimers());

  it('says it politely for five seconds', async () => {
    tell('You like oat milk');
    expect(screen.getByRole('status')).toHaveTextContent('Learned: you like oat milk.');
    await pass(SHOWN_MS);
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('never shows a second one within ten seconds', async () => {
    tell('You like oat milk');
    await pass(APART_MS - 1);
    tell('You like bread');
    expect(screen.getByRole('status')).not.toHaveTextContent('bread');
    await pass(1);
    tell('You like coffee');
    expect(screen.getByRole('status')).toHaveTextContent('you like coffee');
  });

  it('waits as long as one points at it', async () => {
    tell('You like oat milk');
    fireEvent.pointerEnter(screen.getByTestId('learned-chip'));
    await pass(10 * SHOWN_MS);
    expect(screen.getByRole('status')).toHaveTextContent('oat milk');
    fireEvent.pointerLeave(screen.getByTestId('learned-chip'));
    await pass(SHOWN_MS);
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('takes exactly that event back on Undo, and says so', async () => {
    tell('You like oat milk');
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await pass(50);
    expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: `/api/v1/learned/events/${learned('').event_id}/` });
    expect(screen.getByRole('status')).toHaveTextContent('Taken back');
  });
});
