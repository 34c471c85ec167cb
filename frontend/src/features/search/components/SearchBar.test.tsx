import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { SearchBar } from './SearchBar';
import { serve } from '@/testing/network';
import { renderInShop } from '@/testing/render';

const suggestions = [
  { text: 'oat milk', kind: 'query', highlight: [[0, 3]] },
  { text: 'Oat Milk', kind: 'category', slug: 'oat-milk', highlight: [[0, 3]] },
  { text: 'Barista Oat Milk', kind: 'product', sku: 'PLB-0003', highlight: [[8, 11]] },
];

const field = () => screen.getByRole('combobox', { name: 'Search the shop' });
const address = () => screen.getByTestId('address');

describe('the search bar', () => {
  beforeEach(() => {
    serve(({ path }) => (path.startsWith('/api/v1/search/suggestions/') ? { body: { suggestions } } : undefined));
  });

  it('takes the focus when one presses slash', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.keyboard('/');
    expect(field()).toHaveFocus();
    expect(field()).toHaveValue('');
  });

  it('leaves the slash to whoever is writing', async () => {
    const user = userEvent.setup();
    renderInShop(
      <>
        <SearchBar personal={false} />
        <textarea aria-label="note" />
      </>,
    );
    await user.type(screen.getByLabelText('note'), '1/2');
    expect(screen.getByLabelText('note')).toHaveValue('1/2');
  });

  it('searches for what was typed on Enter', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat & honey{Enter}');
    await waitFor(() => expect(address()).toHaveTextContent('/search?q=oat+%26+honey'));
  });

  it('does not search for nothing', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />, '/usuals');
    await user.type(field(), '   {Enter}');
    expect(address()).toHaveTextContent('/usuals');
  });

  it('opens the suggestion chosen with the arrow keys', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat');
    await screen.findByRole('option', { name: /Barista/ });
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
    await waitFor(() => expect(address()).toHaveTextContent('/product/PLB-0003'));
  });

  it('searches for the words on Enter while suggestions are open and none is highlighted', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat');
    await screen.findByRole('option', { name: /Barista/ });
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    await waitFor(() => expect(address()).toHaveTextContent('/search?q=oat'));
  });

  it('tells a screen reader which suggestion is highlighted', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat');
    await screen.findByRole('option', { name: /Barista/ });
    expect(field()).not.toHaveAttribute('aria-activedescendant');
    await user.keyboard('{ArrowUp}');
    const last = screen.getByRole('option', { name: /Barista/ });
    expect(field()).toHaveAttribute('aria-activedescendant', last.id);
    expect(last).toHaveAttribute('aria-selected', 'true');
  });

  it('opens a suggestion that is clicked', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat');
    await user.click(await screen.findByRole('option', { name: /Department/ }));
    await waitFor(() => expect(address()).toHaveTextContent('/category/oat-milk'));
  });

  it('closes the suggestions with Escape and keeps the words', async () => {
    const user = userEvent.setup();
    renderInShop(<SearchBar personal={false} />);
    await user.type(field(), 'oat');
    await screen.findByRole('option', { name: /Barista/ });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('option')).not.toBeInTheDocument());
    expect(field()).toHaveValue('oat');
  });

  it('shows the words of the search one is at, also after going back', async () => {
    const { router } = renderInShop(<SearchBar personal={false} />, '/search?q=milk');
    expect(field()).toHaveValue('milk');
    await router.navigate('/search?q=bread');
    await waitFor(() => expect(field()).toHaveValue('bread'));
    await router.navigate(-1);
    await waitFor(() => expect(field()).toHaveValue('milk'));
  });

  it('says when the results are in the shopper’s own order', () => {
    renderInShop(<SearchBar personal />);
    expect(screen.getByText('Results are in your own order')).toBeInTheDocument();
  });
});
