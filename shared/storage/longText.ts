/** UTF-16 characters of one string property: 64 KiB. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-types */
const MAX_PROPERTY = 32 * 1024;

/** UTF-16 characters of all long texts of one row together: its 1 MiB, less what the keys and other members may take. */
export const MAX_LONG_TEXT = 450_000;

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}

const memberName = (name: string, index: number): string => (index === 0 ? name : `${name}_${index}`);

/** Spreads a text over the members `name`, `name_1`, … of a row; a surrogate pair is never cut. A merge would keep the end of a longer text before it. */
export function splitLongText(name: string, text: string): Record<string, string> {
  const members: Record<string, string> = {};
  let start = 0;
  for (let index = 0; index === 0 || start < text.length; index++) {
    const end = Math.min(start + MAX_PROPERTY, text.length);
    const cut = end < text.length && isHighSurrogate(text, end - 1) ? end - 1 : end;
    members[memberName(name, index)] = text.slice(start, cut);
    start = cut;
  }
  return members;
}

/** All members over which {@link splitLongText} may spread a text, for those who select. */
export function longTextMembers(name: string): string[] {
  return Array.from({ length: Math.ceil(MAX_LONG_TEXT / MAX_PROPERTY) }, (_, index) => memberName(name, index));
}

/** The text that {@link splitLongText} spread over the members of a row; undefined where the row has none of it. */
export function joinLongText(name: string, row: Readonly<Record<string, unknown>>): string | undefined {
  const parts: string[] = [];
  for (;;) {
    const part = row[memberName(name, parts.length)];
    if (typeof part !== 'string') break;
    parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join('');
}

/** The value whose JSON {@link splitLongText} spread over the members of a row, or that stands in one; undefined where the row has none of it. */
export function joinJson(name: string, row: Readonly<Record<string, unknown>>): unknown {
  const text = joinLongText(name, row);
  return text === undefined ? undefined : JSON.parse(text);
}
