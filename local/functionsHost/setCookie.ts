import type { RpcCookie } from './coreTypes.ts';

/** The `Set-Cookie` value for a cookie of a response; its value is escaped and its path `/` unless told otherwise. */
export function setCookie(cookie: RpcCookie): string {
  const { name = '', value = '', expires, maxAge, domain, path, secure, httpOnly, sameSite } = cookie;
  const expiresAt = expires?.value?.seconds;
  return [
    `${name}=${encodeURIComponent(value)}`,
    expiresAt !== undefined && `expires=${new Date(expiresAt * 1000).toUTCString()}`,
    maxAge?.value !== undefined && `max-age=${maxAge.value}`,
    domain?.value && `domain=${domain.value}`,
    `path=${path?.value ?? '/'}`,
    secure?.value && 'secure',
    sameSite && sameSite !== 'none' && `samesite=${sameSite === 'explicitNone' ? 'none' : sameSite}`,
    httpOnly?.value && 'httponly',
  ]
    .filter(Boolean)
    .join('; ');
}
