/** Cells that a table program would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

type Cell = string | number | boolean | null | undefined;

function cell(value: Cell): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as text/csv with a heading, the columns in the order given. https://www.rfc-editor.org/rfc/rfc4180 */
export function toCsv<T extends { [K in keyof T]: Cell }>(
  columns: readonly (keyof T & string)[],
  rows: readonly T[],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}
