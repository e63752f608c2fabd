import { oneLine } from './oneLine.ts';

/** Joins without being seen, so that what looks like Markdown or an address is none. */
const JOINER = '\u2060';

/** Teams on phones shows the backslash of an escape, hence look-alikes. https://github.com/microsoft/AdaptiveCards/issues/5590 */
const LOOK_ALIKES: Record<string, string> = {
  '*': '∗',
  _: 'ˍ',
  '`': 'ˋ',
  '~': '∼',
  '\\': '⧵',
  '[': '(',
  ']': ')',
  '<': '‹',
  '>': '›',
};

/**
 * Text of others as it is meant to be read where Markdown holds: on one line, of at most `length` characters, and without what would be
 * Markdown, a link or a template in a card.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 */
export function plain(text: string, length: number): string {
  return oneLine(text, length)
    .replace(/[*_`~\\[\]<>]/g, (sign) => LOOK_ALIKES[sign] ?? sign)
    .replace(/&(?=#?\w+;)/g, `&${JOINER}`)
    .replace(/:(?=\/)|\/(?=\/)|(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, `$&${JOINER}`)
    .replace(/(?=@)|^(?=[-+#=]|\d+[.)])/g, JOINER);
}
