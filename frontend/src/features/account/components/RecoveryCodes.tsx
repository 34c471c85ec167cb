import { Copy, Download } from 'lucide-react';
import { useState } from 'react';

import { Button } from '@/components/ui/Button';
import { announce } from '@/lib/announce';

function download(codes: readonly string[]): void {
  const url = URL.createObjectURL(
    new Blob([`LeafLoaf recovery codes\n\n${codes.join('\n')}\n`], { type: 'text/plain' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = 'leafloaf-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

// Browsers have it on https and on localhost only.
const canCopy = 'clipboard' in navigator;

/** The codes to keep for when the phone is away. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    setCopied(true);
    announce('The codes are copied');
  };
  return (
    <div className="flex animate-fade-in flex-col gap-4">
      <p>
        Keep these codes where you find them without your phone. Each one lets you in once when the app is not at hand.
      </p>
      <ul
        aria-label="Recovery codes"
        className="tabular grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-card bg-sunken px-5 py-4 sm:grid-cols-3"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        {canCopy && (
          <Button look="secondary" size="small" onClick={() => void copy()}>
            <Copy aria-hidden className="size-4" />
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
        )}
        <Button look="secondary" size="small" onClick={() => download(codes)}>
          <Download aria-hidden className="size-4" />
          Save as a file
        </Button>
        <Button size="small" className="ml-auto" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
