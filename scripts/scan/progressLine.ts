import { cutToWidth } from './textWidth.ts';

const LINES_EVERY_MS = 10_000;
const USUAL_COLUMNS = 80;

/** Where the line goes: standard output, as far as it is needed. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** A line that is redrawn on a terminal, and elsewhere written now and then. */
export interface ProgressLine {
  /** How many cells a line may take: all but the last of a terminal, so that none wraps. */
  width: () => number;
  show: (text: string) => void;
  /** Shows what is not to be missed. */
  say: (text: string) => void;
  /** Leaves the line, with a last text where one is given. */
  end: (text?: string) => void;
}

/** Opens the line of progress on an output. */
export function progressLine(output: Output): ProgressLine {
  let shownAt = -Infinity;
  let isOpen = false;
  const width = (): number => (output.isTTY ? Math.max(1, (output.columns || USUAL_COLUMNS) - 1) : Infinity);
  const say = (text: string): void => {
    shownAt = performance.now();
    isOpen = output.isTTY ?? false;
    output.write(isOpen ? `\r\x1b[2K${cutToWidth(text, width())}` : `${text}\n`);
  };
  return {
    width,
    say,
    show(text) {
      if (output.isTTY || performance.now() - shownAt >= LINES_EVERY_MS) say(text);
    },
    end(text) {
      if (text !== undefined) say(text);
      if (isOpen) output.write('\n');
      isOpen = false;
    },
  };
}
