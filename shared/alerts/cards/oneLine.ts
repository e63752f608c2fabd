/** Joins without being seen, so that two braces are no template. */
const JOINER = '\u2060';

const graphemes = new Intl.Segmenter('en');

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length >= length) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * Text of others on one line, of at most `length` characters, and without what would be a template in a card. A TextRun shows it as it is.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 */
export function oneLine(text: string, length: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
  return shortened(line, length).replace(/([{}])(?=\1)/g, `$1${JOINER}`);
}
