/** A name without regard to case and separators: requests, replies and pages spell the same one differently. */
export function plainName(name = ''): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
