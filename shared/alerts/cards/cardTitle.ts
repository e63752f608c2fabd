import type { TextBlock } from './adaptiveCard.ts';
import { textBlock } from './textBlock.ts';

/** The title of a card, read aloud as a heading. */
export function cardTitle(text: string): TextBlock {
  return textBlock(text, { style: 'heading', size: 'Large', weight: 'Bolder' });
}
