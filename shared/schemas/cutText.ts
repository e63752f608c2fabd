/** A text of somebody else’s as a row can hold it: well-formed, and no longer than so many code points. */
export function cutText(text: string, most: number): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.length <= most ? wellFormed : [...wellFormed].slice(0, most).join('');
}
