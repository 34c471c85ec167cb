import type { FieldError } from '@/api/problem';
import type { AddressFields } from '@/api/schema';
import { TextField } from '@/components/ui/Field';

interface AddressFormProps {
  /** What the fields begin with. */
  initial?: Partial<AddressFields>;
  errors: readonly FieldError[];
}

/** The fields of an address; stands inside a form. Browsers fill them by themselves. */
export function AddressForm({ initial, errors }: AddressFormProps) {
  const error = (field: string) => errors.find((one) => one.field === field)?.message;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-5 sm:grid-cols-6">
      <TextField
        label="Name"
        name="recipient"
        autoComplete="name"
        maxLength={120}
        defaultValue={initial?.recipient}
        error={error('recipient')}
        className="col-span-2 sm:col-span-6"
      />
      <TextField
        label="Street and number"
        name="line1"
        autoComplete="address-line1"
        maxLength={160}
        defaultValue={initial?.line1}
        error={error('line1')}
        className="col-span-2 sm:col-span-4"
      />
      <TextField
        label="Apartment (optional)"
        name="line2"
        autoComplete="address-line2"
        maxLength={160}
        defaultValue={initial?.line2}
        error={error('line2')}
        className="col-span-2 sm:col-span-2"
      />
      <TextField
        label="City"
        name="city"
        autoComplete="address-level2"
        maxLength={80}
        defaultValue={initial?.city}
        error={error('city')}
        className="col-span-2 sm:col-span-3"
      />
      <TextField
        label="State"
        name="region"
        autoComplete="address-level1"
        maxLength={40}
        defaultValue={initial?.region}
        error={error('region')}
        className="sm:col-span-1"
      />
      <TextField
        label="ZIP code"
        name="postcode"
        autoComplete="postal-code"
        maxLength={16}
        defaultValue={initial?.postcode}
        error={error('postcode')}
        className="sm:col-span-2"
      />
      <TextField
        label="Phone (optional)"
        name="phone"
        type="tel"
        autoComplete="tel"
        maxLength={32}
        defaultValue={initial?.phone}
        error={error('phone')}
        hint="Only if the driver cannot find you."
        className="col-span-2 sm:col-span-3"
      />
      <TextField
        label="How to find you (optional)"
        name="instructions"
        maxLength={240}
        defaultValue={initial?.instructions}
        error={error('instructions')}
        hint="The side gate, the third bell, mind the cat."
        className="col-span-2 sm:col-span-3"
      />
    </div>
  );
}
