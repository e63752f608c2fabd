import { expect, test } from 'vitest';
import { compileRoute } from '../../../local/functionsHost/routeTemplate.ts';

const match = (template: string, path: string) => compileRoute(template)(`/${path}`);

test('parameters, defaults and catch-alls take what is left for them', () => {
  expect(match('a/{b}/c', 'a/x/c')).toEqual({ b: 'x' });
  expect(match('a/{b}/c', 'A/x/C')).toEqual({ b: 'x' });
  expect(match('a/{b}/c', 'a/x')).toBeUndefined();
  expect(match('a/{b=1}', 'a')).toEqual({ b: '1' });
  expect(match('a/{b?}', 'a/x/y')).toBeUndefined();
  expect(match('a/{*rest}', 'a')).toEqual({});
  expect(match('a/{**rest}', 'a/x/y')).toEqual({ rest: 'x/y' });
  expect(match('files/{name}.{extension}', 'files/a.tar.gz')).toEqual({ name: 'a.tar', extension: 'gz' });
  expect(match('v{version:int}/x', 'v2/x')).toEqual({ version: '2' });
  expect(match('a/{b}', 'a/x/')).toEqual({ b: 'x' });
});

test('a catch-all keeps the slashes at its end, and does not begin with one', () => {
  expect(match('a/{*rest}', 'a/x/y/')).toEqual({ rest: 'x/y/' });
  expect(match('a/{*rest}', 'a/x//')).toEqual({ rest: 'x//' });
  expect(match('a/{*rest}', 'a/')).toEqual({});
  expect(match('a/{*rest}', 'a//x')).toBeUndefined();
  expect(match('a/{*rest:int}', 'a')).toBeUndefined();
});

test.each([
  ['a', { name: 'a' }],
  ['a.b', { name: 'a', extension: 'b' }],
  ['a.b.c', { name: 'a.b', extension: 'c' }],
  ['a.b.', { name: 'a', extension: 'b.' }],
  ['.gz', { name: '.gz' }],
  ['a.', undefined],
  ['..', undefined],
])('of a file %s the extension may be missing', (file, values) => {
  expect(match('files/{name}.{extension?}', `files/${file}`)).toEqual(values);
});

test.each([
  ['int', ['0', '-5', '2147483647', ' 5', '5\n'], ['2147483648', '1.5', 'x', '1,000', '5-', '1 2']],
  ['long', ['9223372036854775807'], ['9223372036854775808']],
  [
    'guid',
    ['7f3c1f0e7d0b4b579f4e1c2f3a4b5c6d', '{7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d}'],
    ['7f3c', '{7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d)'],
  ],
  ['bool', ['true', 'FALSE', ' true'], ['1']],
  ['alpha', ['abc'], ['a1']],
  [
    'decimal',
    ['1.50', '1,000', '-1,000', '5-', ' 5 '],
    ['1e3', 'x', 'NaN', ',1', '.', '79228162514264337593543950336'],
  ],
  ['double', ['1.5e-3', '1e400', '1,0.5', 'nan', '-Infinity'], ['x', '5-', '-', '$5']],
  [
    'datetime',
    ['2026-11-20', '2026-11-20T10:00:00+02:00', 'Thu, 19 Nov 2026 10:00:00 GMT', '5 Nov', 'Nov 5'],
    ['soon', 'Nov'],
  ],
  [
    'datetime',
    ['10:30', '10:30:15.123', '10 PM', '1:2'],
    ['25:00', '10:60', 'T10:00', '2026-11-20T25:00', '2026-11-20T'],
  ],
  ['datetime', ['1.5', '11-20', '1,2', '2026-11', '1.5.2026'], ['20-11', '99-1-1', '2026-02-30', '10000-01-01']],
  ['datetime', ['0001-01-01'], ['5', '-5', '1.', '.5', '2026', '20261120', 'today']],
  ['length(2,3)', ['ab', 'abc'], ['a', 'abcd']],
  ['length(2)', ['ab'], ['abc']],
  ['minlength(2):maxlength(3)', ['ab'], ['a', 'abcd']],
  ['range(1,10)', ['1', '10'], ['0', '11', 'x']],
  ['min(5)', ['5'], ['4']],
  ['regex(^\\d{{2}}$)', ['12'], ['123']],
])('the constraint %s takes what it should and nothing else', (constraint, taken, refused) => {
  const route = compileRoute(`x/{id:${constraint}}`);
  for (const value of taken) expect(route(`/x/${value}`)).toEqual({ id: value });
  for (const value of refused) expect(route(`/x/${value}`)).toBeUndefined();
});

test.each([
  '{id:colour}',
  '{id',
  '{*rest}/x',
  '{id}/{ID}',
  '{a}-{b?}',
  '{a?}.{b}',
  'x.{b?}',
  'x{*rest}',
  'x/{id:length(a)}',
])('the template %s is refused', (template) => {
  expect(() => compileRoute(template)).toThrow();
});
