import { describe, expect, test } from 'vitest';
import { correlationIdOf, correlationIdsOf } from '../../../shared/idempotency/correlationIds.ts';
import { contentHash, keyHash, tokenHash, uuidV5 } from '../../../shared/idempotency/hashes.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a UUID of version 5', () => {
  test('is the one of RFC 9562, appendix A.4', () => {
    expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  test('is the same for a namespace in either case', () => {
    expect(uuidV5(DNS.toUpperCase(), 'www.example.com')).toBe(uuidV5(DNS, 'www.example.com'));
  });

  test('has version and variant whatever the hash is', () => {
    const ids = Array.from({ length: 200 }, (_, index) => uuidV5(DNS, String(index)));
    expect(ids.filter((id) => !V5.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a content hash', () => {
  test('does not depend on the order of members, at any depth', () => {
    const one = { path: { customerId: 'a' }, payload: { quantity: 5, lines: [{ offerId: 'x', quantity: 1 }] } };
    const other = { payload: { lines: [{ quantity: 1, offerId: 'x' }], quantity: 5 }, path: { customerId: 'a' } };
    expect(contentHash(one)).toBe(contentHash(other));
  });

  test.each<[string, unknown, unknown]>([
    ['the order of items', [1, 2], [2, 1]],
    ['a value', { quantity: 5 }, { quantity: 6 }],
    ['a value’s type', { quantity: 5 }, { quantity: '5' }],
    ['a member more', { quantity: 5 }, { quantity: 5, direct: true }],
    ['the place of a member', { a: { b: 1 } }, { a: {}, b: 1 }],
  ])('depends on %s', (_what, one, other) => {
    expect(contentHash(one)).not.toBe(contentHash(other));
  });

  test('leaves members out that are undefined', () => {
    expect(contentHash({ quantity: 5, direct: undefined })).toBe(contentHash({ quantity: 5 }));
  });
});

describe('the hash of a key', () => {
  test('is one that a table key may hold', () => {
    const hashes = Array.from({ length: 100 }, (_, index) => keyHash('createOrder', `key ${index}`));
    expect(hashes.filter((hash) => !/^[\w-]{43}$/.test(hash))).toEqual([]);
  });

  test('belongs to one operation, and to the key in its case', () => {
    const hashes = [keyHash('createOrder', 'a'), keyHash('purchaseAddOn', 'a'), keyHash('createOrder', 'A')];
    expect(new Set(hashes).size).toBe(3);
  });

  test('is none of the token of the same text', () => {
    expect(tokenHash('a')).not.toBe(keyHash('createOrder', 'a'));
  });
});

test('every send of every operation has a correlation id of its own, known to every process', () => {
  const ids = [...correlationIdsOf('one', 3), ...correlationIdsOf('two', 3)];
  expect(new Set(ids).size).toBe(6);
  expect(ids.filter((id) => !V5.test(id))).toEqual([]);
  expect(correlationIdsOf('one', 3)).toEqual([1, 2, 3].map((send) => correlationIdOf('one', send)));
});
