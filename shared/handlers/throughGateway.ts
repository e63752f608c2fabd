import type { HttpRequest } from '@azure/functions';

/** Where the gateways of connectors are, in each cloud; addresses are given out for no other host that a caller names. */
const GATEWAY = /\.azure-(?:apihub|apim)\.(?:net|us|cn)$/i;

const ADDRESSES = ['Location', 'Operation-Location'];

/** The base of addresses that lead through the gateway a call came by; undefined where it came by none. */
function gatewayOf(request: HttpRequest): string | undefined {
  const url = URL.parse(request.headers.get('x-ms-apim-referrer-prefix') ?? '');
  if (url?.protocol !== 'https:' || url.username || url.search || !GATEWAY.test(url.hostname)) return undefined;
  return url.href.replace(/\/+$/, '');
}

/**
 * The headers of an answer, their addresses leading through the gateway of the connector that called: a flow follows them with the
 * connection’s credentials only there.
 * https://learn.microsoft.com/connectors/custom-connectors/
 */
export function throughGateway(
  headers: Record<string, string>,
  request: HttpRequest,
  publicUrl = '',
): Record<string, string> {
  const gateway = gatewayOf(request);
  if (gateway === undefined) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const isOurs = ADDRESSES.includes(name) && value.startsWith(`${publicUrl}/api/`);
      return [name, isOurs ? `${gateway}${value.slice(publicUrl.length)}` : value];
    }),
  );
}
