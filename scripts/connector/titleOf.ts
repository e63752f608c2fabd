const WRITTEN: Readonly<Record<string, string>> = { id: 'ID', ids: 'IDs', url: 'URL', csv: 'CSV', json: 'JSON' };

/** A name as people read it: `customerId` and `one_time` are Customer ID and One Time. */
export function titleOf(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[\s_.-]+/);
  return words.map((word) => WRITTEN[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
