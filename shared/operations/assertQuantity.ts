import { AppError } from '../errors.ts';
import type { Config } from '../config/readConfig.ts';

/** @throws AppError `QuantityAboveLimit` for a line above the largest quantity this deployment buys. */
export function assertQuantity({ purchaseMaxQuantity }: Config, quantity: number, target: string): void {
  if (purchaseMaxQuantity === undefined || quantity <= purchaseMaxQuantity) return;
  const message = `${quantity} is above the limit of ${purchaseMaxQuantity} per line. Buy fewer, or raise PURCHASE_MAX_QUANTITY.`;
  throw new AppError('QuantityAboveLimit', message, { target });
}
