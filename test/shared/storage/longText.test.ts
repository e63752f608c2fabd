import { describe, expect, it } from 'vitest';
import { joinLongText, splitLongText } from '../../../shared/storage/longText.ts';

const LARGEST_PROPERTY = 32 * 1024;

describe('splitLongText', () => {
  it('keeps a short text, an empty one too, in one member', () => {
    expect(splitLongText('body', 'short')).toEqual({ body: 'short' });
    expect(splitLongText('body', '')).toEqual({ body: '' });
    expect(joinLongText('body', splitLongText('body', ''))).toBe('');
  });

  it.each(['', 'x'])('splits 300,000 characters of emoji after "%s" without cutting one', (start) => {
    const text = start + '🙂'.repeat(150_000);
    const members = splitLongText('body', text);
    expect(Object.keys(members).slice(0, 3)).toEqual(['body', 'body_1', 'body_2']);
    for (const part of Object.values(members)) {
      expect(part.length).toBeLessThanOrEqual(LARGEST_PROPERTY);
      expect(Buffer.from(part).toString() === part).toBe(true);
    }
    expect(joinLongText('body', members) === text).toBe(true);
  });

  it('fills a member to the last character', () => {
    const text = 'x'.repeat(LARGEST_PROPERTY);
    expect(splitLongText('body', text)).toEqual({ body: text });
    expect(Object.keys(splitLongText('body', `${text}y`))).toEqual(['body', 'body_1']);
  });
});

describe('joinLongText', () => {
  it('finds nothing where there is nothing, and leaves other members alone', () => {
    expect(joinLongText('body', { request: 'a', request_1: 'b' })).toBeUndefined();
    expect(joinLongText('request', { request: 'a', request_1: 'b', request_3: 'd' })).toBe('ab');
  });
});
