import type { ScanDigest } from '../../schemas/alertEvents.ts';
import { adaptiveCard, type AdaptiveCard, type CardElement, type ColumnSet, type Colour } from './adaptiveCard.ts';
import { cardTitle } from './cardTitle.ts';
import { fitCard } from './fitCard.ts';
import { many } from './many.ts';
import { moreLine } from './moreLine.ts';
import { scanCoverage } from './scanCoverage.ts';
import { soonestFirst } from './soonestFirst.ts';
import { subscriptionList } from './subscriptionList.ts';
import { textBlock } from './textBlock.ts';

type Within = ScanDigest['open'][number]['within'];

const WITHIN: { within: Within; label: string; colour: Colour }[] = [
  { within: '24h', label: 'in 24 hours', colour: 'Attention' },
  { within: '72h', label: 'in 1–3 days', colour: 'Warning' },
  { within: '7d', label: 'in 3–7 days', colour: 'Accent' },
  { within: 'later', label: 'later', colour: 'Default' },
];

const openWithin = ({ open }: ScanDigest, within: Within) => open.find((one) => one.within === within)?.count ?? 0;

/** How many are open by the time left, side by side. */
function counts(digest: ScanDigest): ColumnSet {
  const columns = WITHIN.map(({ within, label, colour }): ColumnSet['columns'][number] => {
    const count = openWithin(digest, within);
    const look = count > 0 ? { color: colour } : { isSubtle: true as const };
    return {
      type: 'Column',
      width: 'stretch',
      items: [
        textBlock(String(count), { size: 'ExtraLarge', weight: 'Bolder', horizontalAlignment: 'Center', ...look }),
        textBlock(label, { size: 'Small', horizontalAlignment: 'Center', spacing: 'None' }),
      ],
    };
  });
  return { type: 'ColumnSet', columns, spacing: 'Medium' };
}

function nothingOpen({ complete }: ScanDigest): CardElement {
  const whose = complete ? '' : ' of a customer that was looked at';
  return textBlock(`No subscription${whose} has a cutoff ahead.`, { spacing: 'Medium' });
}

/** What a scan of all customers covered, and what is open after it, the soonest first. */
export function digestCard(digest: ScanDigest, now: Date): AdaptiveCard {
  const deadlines = soonestFirst(digest.deadlines);
  const total = digest.open.reduce((sum, { count }) => sum + count, 0);
  const open = total > 0 ? `${many(total, 'deadline')} open` : 'nothing open';
  const title = `Scan ${digest.complete ? 'complete' : 'incomplete'}: ${open}`;
  const start = [cardTitle(title), scanCoverage(digest), total > 0 ? counts(digest) : nothingOpen(digest)];
  const warning = digest.complete ? '' : ', and cutoffs may be missing';
  return fitCard(deadlines.length, (shown) =>
    adaptiveCard(`${title}${warning}`, [
      ...start,
      ...subscriptionList(deadlines, shown, now, { scale: 'digest', counted: false }),
      ...moreLine(deadlines.length - shown + digest.more, deadlines[shown], now),
    ]),
  );
}
