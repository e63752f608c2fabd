import { expect, test } from 'vitest';
import { compileRoute } from '../../../local/functionsHost/routeTemplate.ts';

const match = (template: string, path: string) => compileRoute(template)(path === '' ? [] : path.split('/'));

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
});

test.each([
  ['int', ['0', '-5', '2147483647'], ['2147483648', '1.5', 'x']],
  ['long', ['9223372036854775807'], ['9223372036854775808']],
  [
    'guid',
    ['7f3c1f0e7d0b4b579f4e1c2f3a4b5c6d', '{7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d}'],
    ['7f3c', '{7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d)'],
  ],
  ['bool', ['true', 'FALSE'], ['1']],
  ['alpha', ['abc'], ['a1']],
  ['decimal', ['1.50'], ['1e3', 'x']],
  ['datetime', ['2026-11-20'], ['soon']],
  ['length(2,3)', ['ab', 'abc'], ['a', 'abcd']],
  ['length(2)', ['ab'], ['abc']],
  ['minlength(2):maxlength(3)', ['ab'], ['a', 'abcd']],
  ['range(1,10)', ['1', '10'], ['0', '11', 'x']],
  ['min(5)', ['5'], ['4']],
  ['regex(^\\d{{2}}$)', ['12'], ['123']],
])('the constraint %s takes what it should and nothing else', (constraint, taken, refused) => {
  const route = compileRoute(`x/{id:${constraint}}`);
  for (const value of taken) expect(route(['x', value])).toEqual({ id: value });
  for (const value of refused) expect(route(['x', value])).toBeUndefined();
});

test.each(['{id:colour}', '{id', '{*rest}/x', '{id}/{ID}', '{a}.{b?}', 'x/{id:length(a)}'])(
  'the template %s is refused',
  (template) => {
    expect(() => compileRoute(template)).toThrow();
  },
);
