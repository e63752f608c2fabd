import { describe, expect, it } from 'vitest';
import { parseBody, parseError } from '../../../shared/partnerCenter/parseReply.ts';

const json = (value: unknown) => parseBody(JSON.stringify(value));

describe('parseBody', () => {
  it('reads past a byte order mark', () => {
    expect(parseBody('\uFEFF{"id":1}')).toEqual({ kind: 'json', value: { id: 1 } });
  });

  it('tells no body from an unreadable one', () => {
    expect(parseBody(' ')).toEqual({ kind: 'empty' });
    expect(parseBody('{"id":')).toMatchObject({ kind: 'unreadable' });
  });
});

describe('parseError', () => {
  it('reads numeric and string codes alike', () => {
    const description = 'Cannot decrease';
    expect(parseError(400, json({ code: 800090, description, data: [] }), 'c')).toEqual({
      status: 400,
      code: '800090',
      description,
      correlationId: 'c',
    });
    expect(parseError(400, json({ code: '800090', description }), undefined)).toEqual({
      status: 400,
      code: '800090',
      description,
    });
  });

  it('reads the throttle’s shape, which has no code', () => {
    const message = 'Rate limit is exceeded. Try again in 57 seconds.';
    expect(parseError(429, json({ statusCode: 429, message }), undefined)).toEqual({
      status: 429,
      description: message,
    });
  });

  it('reads a gateway’s nested shape and an empty body', () => {
    expect(parseError(400, json({ error: { code: 'BadRequest', message: 'no' } }), undefined)).toMatchObject({
      code: 'BadRequest',
      description: 'no',
    });
    expect(parseError(401, parseBody(''), undefined)).toEqual({ status: 401 });
  });
});
