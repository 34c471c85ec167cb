import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';

import { QuantitySelector } from './QuantitySelector';

interface HeldProps {
  start: number;
  min?: 0 | 1;
  max?: number;
  usual?: number;
  onChange?: (quantity: number) => void;
}

function Held({ start, onChange, ...rest }: HeldProps) {
  const [value, setValue] = useState(start);
  return (
    <QuantitySelector
      name="Whole Milk"
      value={value}
      onChange={(quantity) => {
        setValue(quantity);
        onChange?.(quantity);
      }}
      {...rest}
    />
  );
}

const number = () => screen.getByLabelText('Quantity of Whole Milk');

describe('the quantity selector', () => {
  it('counts up and down with its buttons', async () => {
    const user = userEvent.setup();
    render(<Held start={2} />);
    await user.click(screen.getByRole('button', { name: 'One more Whole Milk' }));
    expect(number()).toHaveValue('3');
    await user.click(screen.getByRole('button', { name: 'One fewer Whole Milk' }));
    await user.click(screen.getByRole('button', { name: 'One fewer Whole Milk' }));
    expect(number()).toHaveValue('1');
    expect(screen.getByRole('button', { name: 'One fewer Whole Milk' })).toBeDisabled();
  });

  it('takes a typed number when one leaves it', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    render(<Held start={1} max={20} onChange={onChange} />);
    await user.clear(number());
    await user.type(number(), '12');
    await user.tab();
    expect(number()).toHaveValue('12');
    expect(onChange).toHaveBeenLastCalledWith(12);
  });

  it('never gives more than one may have', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    render(<Held start={1} max={5} onChange={onChange} />);
    await user.clear(number());
    await user.type(number(), '99');
    await user.tab();
    expect(number()).toHaveValue('5');
    expect(onChange.mock.calls.every(([quantity]) => quantity <= 5)).toBe(true);
  });

  it('moves with the arrow keys', async () => {
    const user = userEvent.setup();
    render(<Held start={1} max={5} />);
    await user.click(number());
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowDown}');
    expect(number()).toHaveValue('2');
  });

  it('takes the product out with the last minus where that is allowed', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    render(<Held start={1} min={0} onChange={onChange} />);
    await user.click(screen.getByRole('button', { name: 'Remove Whole Milk' }));
    expect(onChange).toHaveBeenCalledWith(0);
  });

  it('says what the usual amount is', () => {
    render(<Held start={2} usual={2} />);
    expect(screen.getByText('Your usual: 2')).toBeInTheDocument();
  });
});
