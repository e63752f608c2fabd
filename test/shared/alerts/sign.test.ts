import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { sign } from '../../../shared/alerts/sign.ts';

const BODY = JSON.stringify({ type: 'webhook.test', timestamp: '2026-11-28T08:00:00.000Z', data: { name: 'Süd 🙂' } });

const newSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;
const verify = (secret: string, body: string, headers: Record<string, string>) =>
  new Webhook(secret).verify(body, headers);

describe('the signature', () => {
  it('is one that standardwebhooks verifies', () => {
    const secret = newSecret();
    const headers = sign('msg_1', BODY, [secret], new Date());
    expect(verify(secret, BODY, headers)).toEqual(JSON.parse(BODY));
    expect(headers).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/) as string,
      'webhook-signature': new Webhook(secret).sign(
        'msg_1',
        new Date(Number(headers['webhook-timestamp']) * 1_000),
        BODY,
      ),
    });
  });

  it('holds for any text, and secrets of any length that callers may choose', () => {
    const secret = fc
      .uint8Array({ minLength: 24, maxLength: 64 })
      .map((key) => `whsec_${Buffer.from(key).toString('base64')}`);
    fc.assert(
      fc.property(secret, fc.string({ unit: 'grapheme' }), fc.uuid(), (key, text, id) => {
        const body = JSON.stringify({ text });
        expect(verify(key, body, sign(`msg_${id}`, body, [key], new Date()))).toEqual({ text });
      }),
    );
  });

  it('with two secrets is verified by either, so that a receiver can change over', () => {
    const [present, former] = [newSecret(), newSecret(24)];
    const headers = sign('msg_1', BODY, [present, former], new Date());
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    for (const secret of [present, former]) expect(verify(secret, BODY, headers)).toEqual(JSON.parse(BODY));
    expect(() => verify(newSecret(), BODY, headers)).toThrow('No matching signature found');
  });

  it.each([
    ['body', { body: BODY.replace('Süd', 'Nord') }],
    ['id', { 'webhook-id': 'msg_2' }],
    ['time', { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 7) }],
  ])('does not hold for another %s', (_, { body = BODY, ...changed }: Record<string, string>) => {
    const secret = newSecret();
    const headers = { ...sign('msg_1', BODY, [secret], new Date()), ...changed };
    expect(() => verify(secret, body, headers)).toThrow('No matching signature found');
  });

  it('of long ago is refused', () => {
    const secret = newSecret();
    const headers = sign('msg_1', BODY, [secret], new Date(Date.now() - 6 * 60_000));
    expect(() => verify(secret, BODY, headers)).toThrow('too old');
  });
});
