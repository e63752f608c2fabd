import { describe, expect, it } from 'vitest';
import { parseCallback } from '../../../shared/callbacks/parseCallback.ts';
import { AppError } from '../../../shared/errors.ts';

function refusalOf(text: string): unknown {
  try {
    return parseCallback(text);
  } catch (error) {
    return error;
  }
}

describe('parseCallback', () => {
  it.each([
    ['https://alerts.contoso.com/hook?tenant=1', 'https://alerts.contoso.com/hook?tenant=1'],
    ['HTTPS://Alerts.Contoso.com:443', 'https://alerts.contoso.com/'],
    ['https://alerts.contoso.com.:8443/hook', 'https://alerts.contoso.com:8443/hook'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
  ])('reads %s', (text, href) => {
    expect(parseCallback(text).href).toBe(href);
  });

  it('takes 2,048 characters, and not one more', () => {
    const longest = 'https://alerts.contoso.com/'.padEnd(2_048, 'a');
    expect(parseCallback(longest).href).toBe(longest);
    expect(refusalOf(`${longest}a`)).toMatchObject({ message: expect.stringContaining('2,048') as string });
  });

  it.each([
    ['http://alerts.contoso.com/secret', 'https address'],
    ['alerts.contoso.com/secret', 'https address'],
    ['https://user:secret@alerts.contoso.com/', 'user name'],
    ['https://alerts.contoso.com/#secret', 'fragment'],
    ['https://alerts..secret.com/', 'empty part'],
    [`https://alerts.contoso.com/${'secret'.repeat(400)}`, 'too long'],
  ])('says what to do about %s without repeating it', (text, part) => {
    const error = refusalOf(text);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'InvalidRequest', target: 'callback' });
    expect((error as AppError).message).toContain(part);
    expect((error as AppError).message).not.toMatch(/secret/);
  });
});
