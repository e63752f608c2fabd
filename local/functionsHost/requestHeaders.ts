const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Headers as the genuine host hands them to the worker: by lower-case name, several of one name joined by commas without a blank.
 * Undefined when a value is no UTF-8, which the server refuses.
 */
export function readHeaders(rawHeaders: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  try {
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at]?.toLowerCase() ?? '';
      const value = utf8.decode(Buffer.from(rawHeaders[at + 1] ?? '', 'latin1'));
      headers[name] = name in headers ? `${headers[name]},${value}` : value;
    }
  } catch {
    return undefined;
  }
  return headers;
}
