import { z } from 'zod';
import { isSchedule } from './isSchedule.ts';
import { parseAllowedHosts, type AllowedHosts } from './parseAllowedHosts.ts';
import { parseDuration } from './parseDuration.ts';

/** An absolute address, without slashes at its end. */
export const url = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http(s) URL' })
  .transform((text) => text.replace(/\/+$/, ''));

export const guid = z.guid({ error: 'must be a GUID' }).toLowerCase();

export const vaultName = z
  .string()
  .regex(/^[0-9a-zA-Z-]{1,127}$/, 'must be a Key Vault name: letters, digits and hyphens');

/** One of some words. */
export function oneOf<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

/** A whole number of at least 1. */
export function wholeNumber() {
  const error = 'must be a whole number of at least 1';
  return z.coerce.number({ error }).int(error).min(1, error);
}

/** A duration such as `20m` in milliseconds, within bounds written alike. */
export function duration(min: string, max: string) {
  const [minInMs = 0, maxInMs = Infinity] = [parseDuration(min), parseDuration(max)];
  return z.string().transform((text, context) => {
    const durationInMs = parseDuration(text);
    if (durationInMs !== undefined && durationInMs >= minInMs && durationInMs <= maxInMs) return durationInMs;
    context.addIssue(`must be a duration such as 90s, 20m or 2h, at least ${min} and at most ${max}`);
    return z.NEVER;
  });
}

/** Durations such as `72h,24h,6h` in milliseconds, each within bounds written alike. */
export function durations(min: string, max: string, most: number) {
  const one = duration(min, max);
  return z.string().transform((text, context): number[] => {
    const parsed = text.split(',').map((part) => one.safeParse(part.trim()).data);
    const known = parsed.filter((durationInMs) => durationInMs !== undefined);
    if (known.length === parsed.length && known.length <= most) return known;
    context.addIssue(
      `must be up to ${most} durations such as 5s, 20m or 2h with commas between, from ${min} to ${max} each`,
    );
    return z.NEVER;
  });
}

/** When a timer fires. */
export const schedule = z
  .string()
  .refine(
    isSchedule,
    'must be an NCRONTAB expression in UTC such as 0 30 2 * * *: second minute hour day month weekday',
  );

/** `host:port,…`, after `only,` where nothing else is allowed. */
export const allowedHosts = z.string().transform((text, context): AllowedHosts => {
  const allowed = parseAllowedHosts(text);
  if (allowed) return allowed;
  context.addIssue('must be host:port,… or only,host:port,… such as alerts.corp.example:443');
  return z.NEVER;
});

const CALLER = /^([0-9a-f]{12})=(.+)$/i;

/** `<fingerprint>=<name>,…` as a map from the fingerprint, in lower case, to the name. */
export const callerNames = z.string().transform((text, context): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, fingerprint, name] = CALLER.exec(part.trim()) ?? [];
    if (!fingerprint || !name) {
      context.addIssue('must be <fingerprint>=<name>,… where a fingerprint is 12 hex digits');
      return z.NEVER;
    }
    names.set(fingerprint.toLowerCase(), name.trim());
  }
  return names;
});
