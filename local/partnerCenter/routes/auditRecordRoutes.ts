import { AUDIT_DAYS_IN_MS } from '../audit.ts';
import type { AuditRecord } from '../types.ts';
import { DAY_IN_MS, startOfDay } from '../dates.ts';
import { snakeCase } from '../enums.ts';
import { page } from '../page.ts';
import { refusal } from '../partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { nowOf, type Emulator } from '../state.ts';

const DEFAULT_DAYS = 30;

function dayOf(text: string, member: string): number {
  const day = Date.parse(text);
  if (Number.isNaN(day)) throw refusal('inputInvalid', `${member} must be a date.`);
  return startOfDay(day);
}

function filterOf({ query }: ApiCall): (record: AuditRecord) => boolean {
  const text = query.get('filter');
  if (!text) return () => true;
  let filter: { Field?: unknown; Value?: unknown };
  try {
    filter = JSON.parse(text) as typeof filter;
  } catch {
    throw refusal('inputInvalid', 'The filter is not JSON.');
  }
  const value = String(filter.Value).toLowerCase();
  if (filter.Field === 'CompanyName') return ({ customerName }) => customerName.toLowerCase().includes(value);
  if (filter.Field === 'CustomerId') return ({ customerId }) => customerId.toLowerCase() === value;
  if (filter.Field === 'ResourceType') return ({ resourceType }) => resourceType === snakeCase(String(filter.Value));
  throw refusal('inputInvalid', 'The filter field must be CompanyName, CustomerId or ResourceType.');
}

/**
 * The activity log between two days, both included; 90 days are kept. Where it is not offered, as at 21Vianet, nothing is at its address.
 * https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user
 */
function listAuditRecords(call: ApiCall, emulator: Emulator): ApiAnswer {
  const now = nowOf(emulator);
  const { activityLog, activityLogLagInMinutes, maxPageSize } = emulator.switches;
  if (!activityLog) throw refusal('notFound', 'The activity log is not available.');
  const { query } = call;
  const startDate = query.get('startDate');
  const endDate = query.get('endDate');
  const start = startDate === null ? startOfDay(now) - DEFAULT_DAYS * DAY_IN_MS : dayOf(startDate, 'startDate');
  if (start < startOfDay(now) - AUDIT_DAYS_IN_MS) throw refusal('inputInvalid', 'startDate is more than 90 days back.');
  const end = (endDate === null ? startOfDay(now) : dayOf(endDate, 'endDate')) + DAY_IN_MS;
  const test = filterOf(call);
  const shownUntil = now - activityLogLagInMinutes * 60_000;
  const records = emulator.auditRecords.filter((record) => {
    const at = Date.parse(record.operationDate);
    return at >= start && at < end && at <= shownUntil && test(record);
  });
  return { status: 200, body: page(records, (record) => record, '/auditrecords', call, maxPageSize) };
}

export const auditRecordRoutes: Route[] = [{ method: 'GET', path: '/v1/auditrecords', handle: listAuditRecords }];
