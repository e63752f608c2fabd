import { contentHash } from '../idempotency/hashes.ts';
import { isGuid } from '../schemas/isGuid.ts';
import type { MoneyRequest } from './moneyOperation.ts';

/** GUIDs name the same in either case. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'string' && isGuid(member) ? member.toLowerCase() : member,
  ) as unknown;
}

/** Tells a repeated call from another one: path ids and body, without what does not change what is asked. */
export function payloadHash({ path, body }: MoneyRequest): string {
  const { idempotencyKey: _key, dryRun: _dryRun, confirm: _confirm, ...payload } = body;
  return contentHash(plain({ path, payload }));
}
