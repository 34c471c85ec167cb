import { beforeEach, describe, expect, it } from 'vitest';

import { asRequest, type Draft, dropDraft, EMPTY, firstOpenStep, keepDraft, loadDraft } from './draft';

const address = { recipient: 'Ana', line1: '12 Elm Street', city: 'Springfield', postcode: '62704' };
const ready: Draft = { ...EMPTY, address, email: 'ana@example.com', slotId: 3 };

beforeEach(() => {
  sessionStorage.clear();
});

describe('the first open step', () => {
  it('is Where for somebody new', () => {
    expect(firstOpenStep(EMPTY, true)).toBe('where');
    expect(firstOpenStep(EMPTY, false)).toBe('where');
  });

  it('stays Where for a guest without an email address', () => {
    expect(firstOpenStep({ ...ready, email: '' }, true)).toBe('where');
  });

  it('is When once the address is known, and Pay once the time is', () => {
    expect(firstOpenStep({ ...ready, slotId: null }, true)).toBe('when');
    expect(firstOpenStep(ready, true)).toBe('pay');
  });
});

describe('the order as it is sent', () => {
  it('is nothing while something is missing', () => {
    expect(asRequest({ ...ready, slotId: null }, { isGuest: true, total: '9.99' })).toBeNull();
  });

  it("carries a guest's address and email, and saves nothing", () => {
    expect(asRequest(ready, { isGuest: true, total: '9.99' })).toEqual({
      address,
      email: 'ana@example.com',
      save_address: false,
      slot_id: 3,
      payment: { method: 'on_delivery' },
      expected_total: '9.99',
    });
  });

  it("names an account's saved address and sends no email", () => {
    const order = asRequest({ ...ready, addressId: 8 }, { isGuest: false, total: '9.99' });
    expect(order).toMatchObject({ address_id: 8, save_address: false });
    expect(order).not.toHaveProperty('address');
    expect(order).not.toHaveProperty('email');
  });

  it('carries the token of a card', () => {
    const order = asRequest({ ...ready, method: 'card' }, { isGuest: true, total: '9.99', cardToken: 'tok' });
    expect(order?.payment).toEqual({ method: 'card', card_token: 'tok' });
  });
});

describe('the draft', () => {
  it('survives a reload, and ends with the order', () => {
    keepDraft(ready);
    expect(loadDraft()).toEqual(ready);
    dropDraft();
    expect(loadDraft()).toEqual(EMPTY);
  });

  it('begins anew when what was kept cannot be read', () => {
    sessionStorage.setItem('leafloaf.checkout.draft', '{');
    expect(loadDraft()).toEqual(EMPTY);
  });
});
