import { unavailable } from './readReply.ts';

/**
 * One segment of a path to Partner Center, wherever it came from.
 * @throws AppError `PartnerCenterUnavailable` for anything that could lead to another path: what callers send was checked before.
 */
export function segment(text: string): string {
  if (/^[A-Za-z0-9_~.-]+$/.test(text) && !/^\.+$/.test(text)) return text;
  throw unavailable('Partner Center named an id that is none.');
}
