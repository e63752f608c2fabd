function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

/**
 * The decoded segments of a request path as the ASP.NET Core server makes them: percent-encoding is undone except `%2F`, which stays, and
 * what is no UTF-8; then dot segments go. Undefined for a path with a NUL, which the server refuses.
 */
export function pathSegments(path: string): string[] | undefined {
  const decoded = path
    .split(/(%2f)/i)
    .map((part) => (/^%2f$/i.test(part) ? part : part.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeRun)))
    .join('');
  if (decoded.includes('\0')) return undefined;
  const segments: string[] = [];
  for (const segment of decoded.replace(/^\//, '').replace(/\/$/, '').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return segments.length === 1 && segments[0] === '' ? [] : segments;
}
