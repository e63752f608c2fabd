import { pathSegments } from './requestPath.ts';
import { type Constraint, parseConstraint } from './routeConstraints.ts';

interface Parameter {
  name: string;
  constraints: Constraint[];
  optional: boolean;
  catchAll: boolean;
  defaultValue?: string;
}

interface Segment {
  pattern: RegExp;
  /** For a segment that ends in `.{name?}`: what it matches without that end. */
  shortPattern?: RegExp;
  parameters: Parameter[];
}

/** Answers the route values of a decoded path that fits, undefined for one that does not. */
export type RouteMatcher = (path: string) => Record<string, string> | undefined;

const PARAMETER = /\{((?:[^{}]|\{\{|\}\})+)\}/;

function splitOutsideParentheses(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function parseParameter(text: string): Parameter {
  const [, stars = '', name = '', rest = '', optional = '', defaultValue] =
    /^(\*{0,2})([^:=?*/]+)((?::\w+(?:\(.*\))?)*)(\?)?(?:=(.*))?$/.exec(text) ?? [];
  if (!name) throw new Error(`{${text}} is not a route parameter`);
  return {
    name,
    constraints: splitOutsideParentheses(rest, ':').slice(1).map(parseConstraint),
    optional: optional === '?',
    catchAll: stars !== '',
    ...(defaultValue !== undefined && { defaultValue }),
  };
}

function parseSegment(text: string): Segment {
  const parameters: Parameter[] = [];
  let pattern = '';
  text.split(new RegExp(PARAMETER, 'g')).forEach((part, index) => {
    if (index % 2 === 0) {
      if (/[{}]/.test(part)) throw new Error(`"${text}" has braces that do not match`);
      pattern += part.replaceAll(/[$()*+.?[\\\]^|]/g, '\\$&');
    } else {
      parameters.push(parseParameter(part));
      pattern += '(.+)';
    }
  });
  const whole = { pattern: new RegExp(`^${pattern}$`, 'is'), parameters };
  if (pattern === '(.+)' || !parameters.some(({ optional, catchAll }) => optional || catchAll)) return whole;

  const [, start] = /^(.*\(\.\+\))\\\.\(\.\+\)$/.exec(pattern) ?? [];
  const isLastAlone = parameters.every(({ optional, catchAll }, at) => !catchAll && optional === !parameters[at + 1]);
  if (start === undefined || !isLastAlone) {
    throw new Error(
      `"${text}": a catch-all parameter has to be a whole segment, an optional one too or follow "{parameter}."`,
    );
  }
  return { ...whole, shortPattern: new RegExp(`^${start}(?<!\\.)$`, 'is') };
}

function matchSegment(segment: Segment, text: string | undefined): Record<string, string> | undefined {
  const { pattern, shortPattern, parameters } = segment;
  const [only] = parameters;
  if (text === undefined) {
    if (only?.defaultValue !== undefined) return { [only.name]: only.defaultValue };
    return only?.optional || (only?.catchAll && only.constraints.length === 0) ? {} : undefined;
  }
  const match = pattern.exec(text) ?? shortPattern?.exec(text);
  if (!match) return undefined;
  const present = parameters.slice(0, match.length - 1);
  const values = present.map(({ name }, index) => [name, match[index + 1] ?? ''] as const);
  const fits = present.every(({ constraints }, index) => constraints.every((holds) => holds(values[index]?.[1] ?? '')));
  return fits ? Object.fromEntries(values) : undefined;
}

/**
 * Compiles a route template of ASP.NET Core: `{id}`, `{id?}`, `{id=1}`, `{id:int}`, `{*rest}`, `{name}.{extension?}`, literals in any case.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
export function compileRoute(template: string): RouteMatcher {
  const parts = splitOutsideParentheses(template.replace(/^\/+|\/+$/g, ''), '/').filter((part) => part !== '');
  const route = parts.map(parseSegment);
  const names = route.flatMap(({ parameters }) => parameters.map(({ name }) => name.toLowerCase()));
  if (new Set(names).size < names.length) throw new Error(`"${template}" names a parameter twice`);
  const catchAllAt = route.findIndex(({ parameters }) => parameters[0]?.catchAll);
  if (catchAllAt >= 0 && catchAllAt < route.length - 1) throw new Error(`"${template}": a catch-all has to come last`);

  return (path) => {
    const texts = pathSegments(path);
    if (catchAllAt >= 0 && texts[catchAllAt]) {
      texts.splice(catchAllAt, Infinity, path.replace(/^\//, '').split('/').slice(catchAllAt).join('/'));
    }
    if (texts.length > route.length) return undefined;
    const values: Record<string, string> = {};
    for (const [index, segment] of route.entries()) {
      const matched = matchSegment(segment, texts[index]);
      if (!matched) return undefined;
      Object.assign(values, matched);
    }
    return values;
  };
}
