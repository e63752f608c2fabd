export type Constraint = (value: string) => boolean;

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const GUID =
  /^(?:[0-9a-f]{32}|(?<open>[{(])?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?<close>[)}])?)$/i;

function wholeNumber(bits: 32 | 64): Constraint {
  const limit = 2n ** BigInt(bits - 1);
  return (value) => {
    if (!/^[+-]?\d+$/.test(value)) return false;
    const number = BigInt(value.replace(/^\+/, ''));
    return number >= -limit && number < limit;
  };
}

function isGuid(value: string): boolean {
  const { open = '', close = '' } = GUID.exec(value)?.groups ?? {};
  return GUID.test(value) && ['', '{}', '()'].includes(open + close);
}

const isLong = wholeNumber(64);

const PLAIN: Record<string, Constraint> = {
  alpha: (value) => /^[a-z]*$/i.test(value),
  bool: (value) => /^(true|false)$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  decimal: (value) => NUMBER.test(value) && !/e/i.test(value),
  double: (value) => NUMBER.test(value),
  float: (value) => NUMBER.test(value),
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
