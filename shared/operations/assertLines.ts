import type { Config } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { parseInstant } from '../schemas/instant.ts';
import { assertQuantity } from './assertQuantity.ts';

interface AskedLine {
  quantity: number;
  customTermEndDate?: string | undefined;
}

/** @throws AppError `QuantityAboveLimit`, or `InvalidRequest` for a term that would end before it began. */
export function assertLine(config: Config, { quantity, customTermEndDate }: AskedLine, now: Date, prefix = ''): void {
  assertQuantity(config, quantity, `${prefix}quantity`);
  const end = parseInstant(customTermEndDate);
  if (end && end <= now) {
    throw new AppError('InvalidRequest', `The term would end at ${end.toISOString()}, which has passed.`, {
      target: `${prefix}customTermEndDate`,
    });
  }
}

/** @throws AppError for the first line that makes no sense. */
export function assertLines(config: Config, lines: AskedLine[], now: Date): void {
  lines.forEach((line, index) => assertLine(config, line, now, `lineItems[${index}].`));
}
