import { expect, it } from 'vitest';
import { toCsv } from '../../../shared/operations/toCsv.ts';

const cellOf = (value: string | number | boolean | null | undefined): string => {
  const [, ...lines] = toCsv(['value'], [{ value }]).split('value\r\n');
  return lines.join('').replace(/\r\n$/, '');
};

it('has a heading, one line for each row and the columns in the order given', () => {
  const rows = [
    { name: 'Contoso', seats: 3, renews: true },
    { name: 'Fabrikam', seats: 0, renews: false },
  ];
  expect(toCsv(['seats', 'name', 'renews'], rows)).toBe('seats,name,renews\r\n3,Contoso,true\r\n0,Fabrikam,false\r\n');
});

it('is a heading alone where there are no rows', () => {
  expect(toCsv<{ name: string }>(['name'], [])).toBe('name\r\n');
});

it('leaves a cell empty for what is not there', () => {
  const rows: { name?: string | null; seats: number }[] = [{ seats: 1 }, { name: null, seats: 2 }];
  expect(toCsv(['name', 'seats'], rows)).toBe('name,seats\r\n,1\r\n,2\r\n');
});

it.each([
  ['a comma', 'Contoso, Ltd.', '"Contoso, Ltd."'],
  ['a quote', 'The "real" one', '"The ""real"" one"'],
  ['a line feed', 'one\ntwo', '"one\ntwo"'],
  ['a carriage return', 'one\rtwo', '"one\rtwo"'],
  ['nothing special', 'Contoso – GmbH & Co. KG', 'Contoso – GmbH & Co. KG'],
])('quotes a cell where it has to: with %s', (_what, value, cell) => {
  expect(cellOf(value)).toBe(cell);
});

it.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['+49 30 1234', "'+49 30 1234"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['＝1+1', "'＝1+1"],
])('makes a text of what a table program would take for a formula: %j', (value, cell) => {
  expect(cellOf(value)).toBe(cell);
});

it('leaves numbers alone, and signs that do not come first', () => {
  expect(cellOf(-1)).toBe('-1');
  expect(cellOf('a=b+c-d@e')).toBe('a=b+c-d@e');
});
