const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function lengthOfCharacter(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  let decoded = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const end = at + lengthOfCharacter(lead);
    try {
      if (lead === 0x2f) throw new TypeError('A slash stays encoded.');
      decoded += utf8.decode(bytes.subarray(at, end));
      at = end;
    } catch {
      decoded += run.slice(3 * at, 3 * ++at);
    }
  }
  return decoded;
}

/**
 * The path of a request as the ASP.NET Core server makes it: percent-encoding is undone except `%2F`, which stays, and what is no
 * UTF-8; then dot segments go. Undefined for a path with a NUL, which the server refuses.
 */
export function decodePath(encoded: string): string | undefined {
  const decoded = encoded.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeRun);
  if (decoded.includes('\0')) return undefined;
  const kept: string[] = [];
  const segments = decoded.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** A decoded path as the server writes it into a URL: what looks percent-encoded stays as it is. */
export function encodePath(path: string): string {
  return path.replaceAll(/%(?![0-9a-f]{2})|[^\w\-.~!$&'()*+,;=:@/%]+/gi, encodeURIComponent);
}

/** The segments of a decoded path; a slash at its end makes none. */
export function pathSegments(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}
