import dns from 'node:dns';
import { isIP } from 'node:net';
import { hostAndPort, type AllowedHosts } from '../config/parseAllowedHosts.ts';
import { CallbackRefused } from './callbackRefused.ts';
import { isPlatformAddress, isPublicAddress } from './isPublicAddress.ts';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

const LOOKUP_TIMEOUT_IN_MS = 5_000;

function toResolved(address: string): ResolvedAddress {
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}

/** Every address of a name; the one question that is asked about it. */
function lookUp(name: string): Promise<ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new CallbackRefused('notResolved'));
    const timer = setTimeout(giveUp, LOOKUP_TIMEOUT_IN_MS);
    dns.lookup(name, { all: true, verbatim: true }, (error, found) => {
      clearTimeout(timer);
      if (error || found.length === 0) giveUp();
      else resolve(found.map(({ address }) => toResolved(address)));
    });
  });
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Sockets ask no lookup about a host that is an address already, so it has to be looked at here. */
async function addressesOf(host: string): Promise<ResolvedAddress[]> {
  return isIP(host) ? [toResolved(host)] : lookUp(host);
}

/**
 * The addresses a callback may be sent to: all that its host has, each of the public internet unless the host is allowed. A name that is
 * allowed may lead anywhere but to the platform and the local link.
 * https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 * @throws CallbackRefused
 */
export async function resolveCallback(url: URL, { hosts, only }: AllowedHosts): Promise<ResolvedAddress[]> {
  if (url.protocol !== 'https:') throw new CallbackRefused('notHttps');
  const host = hostOf(url);
  const isAllowed = hosts.has(hostAndPort(url));
  if (only && !isAllowed) throw new CallbackRefused('notAllowed');
  const addresses = await addressesOf(host);
  const mayBe = isAllowed ? (address: string) => isIP(host) > 0 || !isPlatformAddress(address) : isPublicAddress;
  if (!addresses.every(({ address }) => mayBe(address))) {
    throw new CallbackRefused('privateAddress');
  }
  return addresses;
}
