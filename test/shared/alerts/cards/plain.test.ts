import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../../shared/alerts/cards/plain.ts';

const markdown = markdownIt({ html: true, linkify: true });
const unescaped = (html: string) =>
  html.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '');

const HOSTILE = [
  '[x](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example/a and www.evil.example and me@evil.example and evil.com',
  '//evil.com mailto:me@evil.com mailto:me@1.de',
  '**bold** _italic_ __bold__ *italic* ~~gone~~ `code`',
  '<img src=x onerror=alert(1)> <a href="https://evil.example">x</a>',
  '&lt;b&gt; &#60;b&#62; &#x3c;',
  '- item',
  '+ item',
  '1. item',
  '2) item',
  '# heading',
  '> quote',
  '---',
  '\\[x](y)',
  '[x]: https://evil.example',
];

describe('plain', () => {
  it.each(HOSTILE)('leaves no Markdown in %s', (text) => {
    const shown = plain(text, 200);
    expect(unescaped(markdown.render(shown))).toBe(`<p>${shown}</p>\n`);
  });

  it('leaves no Markdown and no template in any text', () => {
    const signs = fc.constantFrom(...'*_`~\\[]()<>!#+-=1.:/@&;{} \n\taè'.split(''), 'www.', 'http', 'DATE', 'evil.com');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(signs, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const shown = plain(text, 60);
        expect(shown).not.toMatch(/\{\{|\}\}|\p{Cc}|\p{Cs}/u);
        expect(unescaped(markdown.render(shown))).toBe(shown === '' ? '' : `<p>${shown}</p>\n`);
      }),
      { numRuns: 2000 },
    );
  });

  it('breaks templates of cards', () => {
    expect(plain('{{DATE(2020-01-01T00:00:00Z, SHORT)}} ${x}', 100)).not.toContain('{{');
  });

  it('leaves what is harmless as it is', () => {
    for (const text of ['Müller & Söhne GmbH', 'Office 365 (Plan E3) – 1.5 TB', '株式会社', '👩‍👩‍👧 Family', 'O’Neil/Co']) {
      expect(plain(text, 100)).toBe(text);
    }
  });

  it('puts all on one line, and drops what turns the direction of writing', () => {
    expect(plain(' a\r\n\tb\u2028c \u202ed\u200b ', 100)).toBe('a b c d');
  });

  it('shortens with an ellipsis, between characters as they are seen', () => {
    expect(plain('x'.repeat(80), 80)).toBe('x'.repeat(80));
    expect(plain('x'.repeat(81), 80)).toBe(`${'x'.repeat(79)}…`);
    expect(plain('👨‍👩‍👧'.repeat(3), 20)).toBe('👨‍👩‍👧👨‍👩‍👧…');
  });
});
