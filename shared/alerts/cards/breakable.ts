/**
 * A text whose very long words may be broken, since the widest word sets the width of a FactSet; the breaks are not seen.
 * https://adaptivecards.io/explorer/FactSet.html
 */
export function breakable(text: string): string {
  return text.replace(/[^\s-]{25,}/gu, (word) => word.replace(/.{12}(?=[\p{L}\p{N}]{2})/gu, '$&\u200b'));
}
