import type { PartnerCenterDetail } from '../errors.ts';

const BOM = '\uFEFF';

/** What a body held: JSON, nothing at all, or something unreadable. */
export type ReplyBody = { kind: 'json'; value: unknown } | { kind: 'empty' } | { kind: 'unreadable'; text: string };

/** Reads a reply's body, which may start with a byte order mark, be empty, or be no JSON at all. */
export function parseBody(text: string): ReplyBody {
  const bare = (text.startsWith(BOM) ? text.slice(BOM.length) : text).trim();
  if (bare === '') return { kind: 'empty' };
  try {
    return { kind: 'json', value: JSON.parse(bare) as unknown };
  } catch {
    return { kind: 'unreadable', text: bare };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/**
 * Reads the error shapes: `{code, description}` with a numeric or string code, `{statusCode, message}` of the throttle,
 * `{error: {code, message}}` of gateways, and no body at all.
 * https://learn.microsoft.com/partner-center/developer/error-codes
 */
export function parseError(status: number, body: ReplyBody, correlationId: string | undefined): PartnerCenterDetail {
  const value = body.kind === 'json' && typeof body.value === 'object' && body.value !== null ? body.value : {};
  const nested = 'error' in value && typeof value.error === 'object' && value.error !== null ? value.error : {};
  const members = Object.fromEntries(
    Object.entries({ ...nested, ...value }).map(([name, member]) => [name.toLowerCase(), member]),
  );
  const code = textOf(members.code) ?? textOf(members.errorcode);
  const description = textOf(members.description) ?? textOf(members.message);
  return {
    status,
    ...(code !== undefined && { code }),
    ...(description !== undefined && { description }),
    ...(correlationId !== undefined && { correlationId }),
  };
}
