/** https://learn.microsoft.com/connectors/custom-connectors/connector-string-guidance */
export const SUMMARY_LENGTH = 80;

/** Products that no text may name. https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
const PRODUCTS =
  /power ?(apps?|automate|bi|pages|platform|virtual agents|fx)|copilot studio|microsoft flow|dataverse|ai builder/i;

/** Begin with a capital in the middle of a sentence too. */
const PROPER_NAMES = new Set(['Azure', 'Center', 'Entra', 'Microsoft', 'Partner', 'Teams']);

/** Stay small in a title, but for its beginning. */
const SMALL_WORDS = new Set(['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'per', 'the', 'to']);

export function productIn(text = ''): string | undefined {
  return PRODUCTS.exec(text)?.[0];
}

/** Letters, digits, spaces and parentheses. https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
export function isPlain(text: string): boolean {
  return /^[A-Za-z0-9() ]*$/.test(text);
}

export function endsAlphanumeric(text: string): boolean {
  return /[A-Za-z0-9]$/.test(text);
}

export function isSentenceCase(text: string): boolean {
  const [first = '', ...others] = text.split(' ');
  return /^[A-Z]/.test(first) && others.every((word) => /^[^A-Z]*$|^[A-Z0-9]+s?$/.test(word) || PROPER_NAMES.has(word));
}

export function isTitleCase(text: string): boolean {
  return text.split(' ').every((word, index) => /^\(?[A-Z0-9]/.test(word) || (index > 0 && SMALL_WORDS.has(word)));
}

export function isSentence(text: string): boolean {
  return /^[A-Z0-9]/.test(text) && text.includes(' ') && endsSentence(text);
}

export function endsSentence(text: string): boolean {
  return /[^.\s]\.$/.test(text);
}

/** Whether two texts say the same, but for capitals and the full stop. */
export function sayTheSame(one = '', other = ''): boolean {
  const core = (text: string) => text.toLowerCase().replace(/\.$/, '').trim();
  return core(one) === core(other);
}
