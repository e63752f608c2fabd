import { AppError } from '../errors.ts';

/**
 * One segment of a path to Partner Center, wherever it came from.
 * @throws AppError `InvalidRequest` for anything that could lead to another path.
 */
export function segment(text: string): string {
  if (/^[A-Za-z0-9_~.-]+$/.test(text) && !/^\.+$/.test(text)) return text;
  throw new AppError('InvalidRequest', 'An id holds characters that no Partner Center id has.');
}
