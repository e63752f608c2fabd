import { AppError } from '../errors.ts';

const MOST_CHARACTERS = 2_048;

function refusal(message: string): AppError {
  return new AppError('InvalidRequest', message, { target: 'callback' });
}

/** The host without the dot at its end, which would make a second name of the same host. */
function withoutRoot(url: URL): URL {
  const host = url.hostname.replace(/\.$/, '');
  if (host.split('.').includes('')) throw refusal('The callback’s host has an empty part: state its full name.');
  url.hostname = host;
  return url;
}

/**
 * Reads the address that events are sent to; whether it may be sent to is for `resolveCallback` to say.
 * https://url.spec.whatwg.org/#concept-basic-url-parser
 */
export function parseCallback(text: string): URL {
  const url = text.length <= MOST_CHARACTERS ? URL.parse(text) : undefined;
  if (url === undefined || (url?.href.length ?? 0) > MOST_CHARACTERS) {
    throw refusal('The callback is too long: state an address of at most 2,048 characters.');
  }
  if (url?.protocol !== 'https:') {
    throw refusal('State the callback as an absolute https address, such as https://alerts.contoso.com/hook.');
  }
  if (url.username || url.password) throw refusal('The callback holds a user name or a password: leave them out.');
  if (url.href.includes('#')) throw refusal('The callback has a fragment: leave the # and what follows it out.');
  return withoutRoot(url);
}
