import type { TextBlock } from './adaptiveCard.ts';

/**
 * Text that wraps rather than being cut; Markdown holds in it.
 * https://adaptivecards.io/explorer/TextBlock.html
 */
export function textBlock(text: string, look: Omit<TextBlock, 'type' | 'text' | 'wrap'> = {}): TextBlock {
  return { type: 'TextBlock', text, wrap: true, ...look };
}
