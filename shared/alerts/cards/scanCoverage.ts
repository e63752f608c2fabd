import type { ScanDigest } from '../../schemas/alertEvents.ts';
import type { CardElement } from './adaptiveCard.ts';
import { localTime } from './localTime.ts';
import { many } from './many.ts';
import { plain } from './plain.ts';
import { textBlock } from './textBlock.ts';

const NAMED = 5;
const NAME_LENGTH = 80;
const MESSAGE_LENGTH = 160;

function failedLine({ customerId, customerName, code, message }: ScanDigest['failed'][number]): string {
  const name = plain(customerName ?? '', NAME_LENGTH) || plain(customerId, NAME_LENGTH);
  const why = plain(message, MESSAGE_LENGTH) || plain(code, NAME_LENGTH);
  return `**${name}**: ${why}`;
}

function looked({ customers: { expected, seen, skipped }, complete }: ScanDigest): string {
  const besides = skipped > 0 ? `, ${skipped} skipped` : '';
  const customers = many(expected, 'customer');
  if (complete && seen === expected) return `${expected === 1 ? 'The' : 'All'} ${customers} looked at`;
  return `${seen} of ${customers} looked at${besides}`;
}

/** Whether a scan saw every customer, and if not, which it did not and why. */
export function scanCoverage(digest: ScanDigest): CardElement {
  const { complete, customers, failed, endedAt } = digest;
  const line = `${looked(digest)} · ended ${localTime(new Date(endedAt))}`;
  if (complete) return textBlock(line, { color: 'Good', spacing: 'None' });
  const named = failed.slice(0, NAMED);
  const more = Math.max(customers.failed, failed.length) - named.length;
  const failures = customers.failed > 0 ? ` · ${customers.failed} failed${named.length > 0 ? ':' : ''}` : '';
  return {
    type: 'Container',
    style: 'attention',
    bleed: true,
    items: [
      textBlock('Cutoffs may be missing', { weight: 'Bolder', color: 'Attention' }),
      textBlock(`${line}${failures}`, { spacing: 'None' }),
      ...named.map((one) => textBlock(failedLine(one), { spacing: 'Small' })),
      ...(more > 0 && named.length > 0 ? [textBlock(`and ${more} more: see the scan`, { spacing: 'Small' })] : []),
    ],
  };
}
