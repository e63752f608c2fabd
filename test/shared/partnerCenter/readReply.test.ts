import { describe, expect, it } from 'vitest';
import { PartnerCenterError, UnknownOutcomeError } from '../../../shared/partnerCenter/partnerCenterError.ts';
import { readReply } from '../../../shared/partnerCenter/readReply.ts';

const WRITE = { repeatable: false };
const READ = { repeatable: true };

function reply(status: number, body: unknown = '') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, text, header: () => undefined };
}

describe('the answer to a write', () => {
  it.each([
    ['a redirect', reply(307)],
    ['408', reply(408)],
    ['500', reply(500, { code: 800003 })],
    ['501', reply(501, { code: 0 })],
    ['409 without a body', reply(409)],
    ['403 without a body, which no documented refusal is', reply(403)],
    ['a gateway’s page', reply(404, '<html>Not found</html>')],
    ['409/800060, an order in progress', reply(409, { code: 800060 })],
    ['409/800060 in Pascal case', reply(409, { Code: 800060, Description: 'in progress' })],
    ['409/800064, a cart being processed', reply(409, { code: '800064' })],
    ['400/800065, a cart checked out before', reply(400, { code: 800065 })],
    ['a refusal cut short', reply(409, '{"code":8000')],
    ['a success cut short', reply(201, '{"id":"34b3')],
  ])('leaves open whether it was done after %s', (_name, answer) => {
    expect(() => readReply(answer, WRITE)).toThrow(UnknownOutcomeError);
  });

  it.each([
    ['400', reply(400, { code: 800002 })],
    ['404', reply(404, { code: 20000 })],
    ['429', reply(429, { statusCode: 429, message: 'Try again in 57 seconds.' })],
    ['an empty 401', reply(401)],
    ['409/27009', reply(409, { code: 27009 })],
  ])('is a refusal for %s', (_name, answer) => {
    expect(() => readReply(answer, WRITE)).toThrow(PartnerCenterError);
  });
});

describe('the answer to a read', () => {
  it.each([307, 408, 500, 503])('that is %i says that nothing was changed', (status) => {
    expect(() => readReply(reply(status), READ)).toThrow(/Nothing was changed/);
  });

  it('that cannot be read says the same', () => {
    expect(() => readReply(reply(200, '{"items":['), READ)).toThrow(/cannot be read/);
  });

  it('keeps what a 404 without a code means to its caller', () => {
    const error = (() => {
      try {
        return readReply(reply(404), { ...READ, notFound: 'OrderNotFound' });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ notFound: 'OrderNotFound', detail: { status: 404 } });
  });
});
