import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';

import { CardForm } from './CardForm';
import { cardErrors, NO_CARD } from '../card';

function Form({ isSandbox = false }) {
  const [card, setCard] = useState(NO_CARD);
  const [errors, setErrors] = useState<ReturnType<typeof cardErrors>>([]);
  return (
    <>
      <CardForm card={card} onChange={setCard} errors={errors} isSandbox={isSandbox} />
      <button onClick={() => setErrors(cardErrors(card))}>Check</button>
    </>
  );
}

describe('the card form', () => {
  it('spaces the number and puts the slash into the date while one types', async () => {
    const user = userEvent.setup();
    render(<Form />);
    await user.type(screen.getByLabelText('Card number'), '4242424242424242');
    await user.type(screen.getByLabelText('Expires'), '430');
    await user.type(screen.getByLabelText('Security code'), '12x3');
    expect(screen.getByLabelText('Card number')).toHaveValue('4242 4242 4242 4242');
    expect(screen.getByLabelText('Expires')).toHaveValue('04/30');
    expect(screen.getByLabelText('Security code')).toHaveValue('123');
  });

  it('says beside each field what is wrong with it', async () => {
    const user = userEvent.setup();
    render(<Form />);
    await user.type(screen.getByLabelText('Card number'), '4242424242424241');
    await user.click(screen.getByRole('button', { name: 'Check' }));
    expect(screen.getByLabelText('Card number')).toHaveAccessibleDescription(/A digit is not right/);
    expect(screen.getByLabelText('Expires')).toHaveAccessibleDescription(/Month and year/);
    expect(screen.getByLabelText('Security code')).toBeInvalid();
  });

  it('tells test cards in the sandbox only', () => {
    const { rerender } = render(<Form />);
    expect(screen.queryByText(/test cards/)).toBeNull();
    rerender(<Form isSandbox />);
    expect(screen.getByText(/test cards/)).toBeVisible();
  });
});
