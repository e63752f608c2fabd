import { expect, it } from 'vitest';
import { progressLine } from '../../../scripts/scan/progressLine.ts';

function outputOf(terminal: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  return { ...terminal, written, write: (text: string) => written.push(text) };
}

it('is redrawn on a terminal and never as long as that is wide', () => {
  const output = outputOf({ isTTY: true, columns: 20 });
  const line = progressLine(output);
  line.show('Reading the list of customers');
  line.end('100 %');
  line.end();
  expect(output.written).toEqual(['\r\x1b[2KReading the list o…', '\r\x1b[2K100 %', '\n']);
});

it('takes the width of the terminal anew each time, and 80 where there is none', () => {
  const output = outputOf({ isTTY: true, columns: 120 });
  const line = progressLine(output);
  expect(line.width()).toBe(119);
  output.columns = 0;
  expect(line.width()).toBe(79);
});

it('writes now and then elsewhere, but always what is not to be missed and the last', () => {
  const output = outputOf({});
  const line = progressLine(output);
  line.show('0 %');
  line.show('1 %');
  line.say('Trying again');
  line.show('2 %');
  line.end('100 %');
  expect(output.written).toEqual(['0 %\n', 'Trying again\n', '100 %\n']);
});
