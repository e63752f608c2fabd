const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]|\ufe0f/u;
const PLAIN = /^[ -~]*$/;

const graphemes = new Intl.Segmenter();

const cellsOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1);

/** How many cells of a terminal a text takes. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...graphemes.segment(text)].reduce((width, { segment }) => width + cellsOf(segment), 0);
}

/** A text without control characters, which a terminal would obey. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/** A text cut to so many cells, which … says. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let taken = 1;
  for (const { segment } of graphemes.segment(text)) {
    taken += cellsOf(segment);
    if (taken > width) break;
    cut += segment;
  }
  return width < 1 ? '' : `${cut}…`;
}

/** A text filled up with spaces to so many cells. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
