import { z } from 'zod';
import { IdText, lenient } from './lenient.ts';

/**
 * A record of the activity log; unknown members and values survive.
 * https://learn.microsoft.com/partner-center/developer/auditing-resources
 */
export const AuditRecord = z.looseObject({
  customerId: lenient(z.string()),
  resourceType: lenient(z.string()),
  /** The resource after it: JSON in a string, with members in Pascal case. */
  resourceNewValue: lenient(z.string()),
  operationType: lenient(z.string()),
  operationStatus: lenient(z.string()),
  originalCorrelationId: lenient(z.string()),
  customizedData: lenient(z.array(lenient(z.looseObject({ key: lenient(z.string()), value: IdText })))),
});
export type AuditRecord = z.infer<typeof AuditRecord>;
