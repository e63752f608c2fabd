import { isDateTime } from './isDateTime.ts';

export type Constraint = (value: string) => boolean;

const DECIMAL = /^[\t-\r ]*[+-]?(\d[\d,]*(\.\d*)?|\.\d+)[+-]?[\t-\r ]*$/;
const DOUBLE = /^[\t-\r ]*[+-]?((\d[\d,]*(\.\d*)?|\.\d+)(e[+-]?\d+)?|nan|infinity)[\t-\r ]*$/i;
const LARGEST_DECIMAL = 79_228_162_514_264_337_593_543_950_335n;
const GUID =
  /^(?:[0-9a-f]{32}|(?<open>[{(])?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?<close>[)}])?)$/i;

function wholeNumber(bits: 32 | 64): Constraint {
  const limit = 2n ** BigInt(bits - 1);
  return (value) => {
    if (!/^[\t-\r ]*[+-]?\d+[\t-\r ]*$/.test(value)) return false;
    const number = BigInt(value.trim().replace(/^\+/, ''));
    return number >= -limit && number < limit;
  };
}

function isGuid(value: string): boolean {
  const match = GUID.exec(value.trim());
  const { open = '', close = '' } = match?.groups ?? {};
  return match !== null && ['', '{}', '()'].includes(open + close);
}

const isLong = wholeNumber(64);

const PLAIN: Record<string, Constraint> = {
  alpha: (value) => /^[a-z]*$/i.test(value),
  bool: (value) => /^[\t-\r ]*(true|false)[\t-\r ]*$/i.test(value),
  datetime: isDateTime,
  decimal: (value) => DECIMAL.test(value) && BigInt(value.replaceAll(/\..*|\D/g, '')) <= LARGEST_DECIMAL,
  double: (value) => DOUBLE.test(value),
  float: (value) => DOUBLE.test(value),
  guid: isGuid,
  int: wholeNumber(32),
  long: isLong,
  required: (value) => value !== '',
};

function withArguments(name: string, given: string): Constraint | undefined {
  if (name === 'regex') {
    const expression = new RegExp(given.replaceAll('{{', '{').replaceAll('}}', '}'), 'i');
    return (value) => expression.test(value);
  }
  const numbers = given.split(',').map(Number);
  const [first = Number.NaN, second = first] = numbers;
  if (numbers.length > 2 || numbers.some(Number.isNaN)) return undefined;
  switch (name) {
    case 'length':
      return (value) => value.length >= first && value.length <= second;
    case 'minlength':
      return (value) => value.length >= first;
    case 'maxlength':
      return (value) => value.length <= first;
    case 'min':
      return (value) => isLong(value) && Number(value) >= first;
    case 'max':
      return (value) => isLong(value) && Number(value) <= first;
    case 'range':
      return (value) => isLong(value) && Number(value) >= first && Number(value) <= second;
    default:
      return undefined;
  }
}

/**
 * The inline constraint written as `int`, `length(2,5)`, `regex(^x)` …
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
 */
export function parseConstraint(text: string): Constraint {
  const [, name = '', given] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const constraint = given === undefined ? PLAIN[name.toLowerCase()] : withArguments(name.toLowerCase(), given);
  if (!constraint) throw new Error(`"${text}" is not a route constraint`);
  return constraint;
}
