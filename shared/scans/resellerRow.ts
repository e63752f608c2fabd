import { z } from 'zod';
import { joinJson, MAX_LONG_TEXT, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';

/** A reseller of record: its PartnerID is on subscriptions, its tenant id and name are what people know. */
export const Reseller = z.object({ partnerId: z.string(), id: z.string(), name: z.string().optional() });
export type Reseller = z.infer<typeof Reseller>;

/** The row key of a plan’s resellers, behind its batches, whose keys are digits. */
export const RESELLERS = 'resellers';

/** As many as one row holds. */
export function toResellersEntity(partitionKey: string, resellers: readonly Reseller[]): Entity {
  let text = JSON.stringify(resellers);
  for (let kept = resellers.length; text.length > MAX_LONG_TEXT;) {
    kept = Math.floor((kept * MAX_LONG_TEXT) / text.length);
    text = JSON.stringify(resellers.slice(0, kept));
  }
  return { partitionKey, rowKey: RESELLERS, ...splitLongText('resellers', text) };
}

/** The resellers of {@link toResellersEntity} by their PartnerID. */
export function toResellers(row: Row): Map<string, Reseller> {
  const resellers = z.array(Reseller).parse(joinJson('resellers', row) ?? []);
  return new Map(resellers.map((reseller) => [reseller.partnerId, reseller]));
}
