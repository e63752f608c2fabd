import type { RichTextBlock } from './adaptiveCard.ts';
import { oneLine } from './oneLine.ts';

const LENGTH = 600;

/**
 * Ids and addresses by their labels, each on a line of its own and as it is, so that it can be copied: Markdown does not hold in them.
 * Those that are not known are left out.
 * https://adaptivecards.io/explorer/RichTextBlock.html
 */
export function exactTexts(texts: Record<string, string | undefined>): RichTextBlock[] {
  const known = Object.entries(texts).flatMap(([label, text]) =>
    text ? [{ label, text: oneLine(text, LENGTH) }] : [],
  );
  return known.map(({ label, text }, index) => ({
    type: 'RichTextBlock',
    spacing: index === 0 ? 'Medium' : 'Small',
    inlines: [
      { type: 'TextRun', text: `${label} `, size: 'Small', isSubtle: true },
      { type: 'TextRun', text, size: 'Small', fontType: 'Monospace' },
    ],
  }));
}
