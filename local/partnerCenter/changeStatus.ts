import { cancelWindow } from './cancelWindow.ts';
import { refusal } from './partnerCenterError.ts';
import { PRODUCT_MATRIX } from './productMatrix.ts';
import type { Emulator } from './state.ts';
import type { SubscriptionRecord } from './types.ts';

interface At {
  now: number;
  emulator: Emulator;
}

/** Whether the cancel takes effect at once; a marketplace one after its refund window may wait for the end of the term. */
function mayDelete(record: SubscriptionRecord, { now, emulator }: At): boolean {
  const { kind, resource, activeAzureSubscriptions } = record;
  const { environment, lateMarketplaceCancel } = emulator.switches;
  if (kind === 'legacy')
    throw refusal('transitionRefused', `Target status deleted, current status ${resource.status}.`);
  if (!PRODUCT_MATRIX[kind][environment].subscription || resource.isTrial) throw refusal('statusFixed');
  if (kind === 'azurePlan' && activeAzureSubscriptions > 0) throw refusal('azurePlanInUse');
  const isLate = (cancelWindow(record) ?? 0) <= now;
  if (kind === 'newCommerce' && isLate) throw refusal('cancelHoursPassed');
  if (kind === 'softwareSubscription' && isLate) throw refusal('cancelDaysPassed');
  if (kind !== 'marketplace') return true;
  if (isLate && lateMarketplaceCancel === 'refuse') throw refusal('cancelDaysPassed');
  return !isLate || lateMarketplaceCancel === 'delete';
}

/**
 * Moves a subscription to active, suspended or deleted. Suspending new commerce turns auto-renew off and drops what was scheduled.
 * https://learn.microsoft.com/partner-center/developer/suspend-a-subscription
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 */
export function changeStatus(record: SubscriptionRecord, target: string, at: At): void {
  const { kind, resource } = record;
  const current = resource.status;
  if (target === current) return;
  if (current !== 'active' && current !== 'suspended') {
    throw refusal('transitionRefused', `Target status ${target}, current status ${current}.`);
  }
  if (target === 'deleted') {
    if (!mayDelete(record, at)) {
      resource.autoRenewEnabled = false;
      return;
    }
    record.seatBatches = [];
  } else if (target === 'suspended') {
    if (resource.isTrial) throw refusal('statusFixed');
    if (kind === 'azurePlan' && record.activeAzureSubscriptions > 0) throw refusal('azurePlanInUse');
    if (kind !== 'legacy') {
      resource.autoRenewEnabled = false;
      delete resource.scheduledNextTermInstructions;
    }
  } else if (target !== 'active') {
    throw refusal('transitionRefused', `Target status ${target}, current status ${current}.`);
  }
  resource.status = target;
  record.statusSince = at.now;
}
