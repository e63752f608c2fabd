/** Hosts whose callbacks may have a private address. */
export interface AllowedHosts {
  /** `host:port` in lower case, IPv6 in brackets. */
  hosts: ReadonlySet<string>;
  /** Whether no other callback is allowed at all. */
  only: boolean;
}

const HOST_AND_PORT = /^(?:[^\s:/?#@*\\[\]%]+|\[[0-9a-f:.]+\]):[1-9]\d{0,4}$/i;

/** The host and port of an https address, as they are in the list. */
export function hostAndPort({ hostname, port }: URL): string {
  return `${hostname.replace(/\.$/, '')}:${port || '443'}`;
}

/** Reads `host:port,…` or `only,host:port,…`, each host as a URL writes it; undefined when it is neither. */
export function parseAllowedHosts(text: string): AllowedHosts | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const only = parts[0]?.toLowerCase() === 'only';
  const listed = only ? parts.slice(1) : parts;
  const urls = listed.flatMap((part) => (HOST_AND_PORT.test(part) && URL.parse(`https://${part}`)) || []);
  if (urls.length === 0 || urls.length < listed.length) return undefined;
  return { hosts: new Set(urls.map(hostAndPort)), only };
}
