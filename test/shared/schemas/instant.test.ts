import { describe, expect, it } from 'vitest';
import { isFarFuture, parseInstant } from '../../../shared/schemas/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2019-02-21T17:56:21.1335741Z', '2019-02-21T17:56:21.133Z'],
    ['2017-04-10T16:02:25.983-07:00', '2017-04-10T23:02:25.983Z'],
    ['2019-01-09T00:21:45.9263727+00:00', '2019-01-09T00:21:45.926Z'],
    ['2024-03-31T23:59:59', '2024-03-31T23:59:59.000Z'],
    ['2015-11-25T06: 41: 12Z', '2015-11-25T06:41:12.000Z'],
    ['2024-03-31', '2024-03-31T00:00:00.000Z'],
    ['2024-03-31 10:00:00', '2024-03-31T10:00:00.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseInstant(text)?.toISOString()).toBe(instant);
  });

  it.each(['', 'soon', '2024-13-45T00:00:00Z', null, undefined])('reads %s as no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('tells the dates that mean never', () => {
    expect(isFarFuture(new Date('9999-12-10T00:00:00Z'))).toBe(true);
    expect(isFarFuture(new Date('2999-12-10T00:00:00Z'))).toBe(false);
  });
});
