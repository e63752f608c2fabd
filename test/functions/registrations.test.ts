import path from 'node:path';
import { glob } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { functionInfo } from '../../local/functionsHost/functionInfo.ts';
import { loadApp } from '../../local/functionsHost/loadApp.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('registers these functions, with these routes, methods and auth levels, and no others', async () => {
  const entries: string[] = [];
  for await (const entry of glob('functions/*.ts', { cwd: ROOT })) entries.push(entry);
  const { registry } = await loadApp(ROOT, entries.sort(), () => undefined);
  const listed = [...registry.functions.values()]
    .map(functionInfo)
    .map(({ name, methods, route, authLevel, trigger }) =>
      [name, ...(route === undefined ? [trigger] : [methods?.join(), route, authLevel])].join(' '),
    );
  expect(listed.sort()).toEqual([
    'acknowledgeDeadline POST deadlines/{subscriptionId}/acknowledge function',
    'announceOperation queueTrigger',
    'cancelOrder POST customers/{customerId}/orders/{orderId}/cancel function',
    'cancelSubscription POST customers/{customerId}/subscriptions/{subscriptionId}/cancel function',
    'continueOperation queueTrigger',
    'createOrder POST customers/{customerId}/orders function',
    'createWebhook POST webhooks function',
    'deleteWebhook DELETE webhooks/{webhookId} anonymous',
    'deliverAlert queueTrigger',
    'doctor GET doctor function',
    'forgetOldAlerts timerTrigger',
    'forgetOldOperations timerTrigger',
    'forgetOldScans timerTrigger',
    'getOperation GET operations/{operationId} anonymous',
    'getOperationResult GET operations/{operationId}/result anonymous',
    'getScan GET scans/{scanId} function',
    'getSubscription GET customers/{customerId}/subscriptions/{subscriptionId} function',
    'health GET health anonymous',
    'listAddOnOffers GET customers/{customerId}/subscriptions/{subscriptionId}/addon-offers function',
    'listCustomers GET customers function',
    'listDeadlines GET deadlines function',
    'listDeliveries GET webhooks/{webhookId}/deliveries function',
    'listOperations GET operations function',
    'listOrders GET customers/{customerId}/orders function',
    'listResellers GET resellers function',
    'listSubscriptions GET customers/{customerId}/subscriptions function',
    'listWebhooks GET webhooks function',
    'planScan queueTrigger',
    'purchaseAddOn POST customers/{customerId}/subscriptions/{subscriptionId}/addons function',
    'raiseAlerts timerTrigger',
    'redeliver POST webhooks/{webhookId}/deliveries/{deliveryId}/redeliver function',
    'refreshPartnerCenterToken timerTrigger',
    'resumeOperations timerTrigger',
    'resumeScans timerTrigger',
    'scanCustomers queueTrigger',
    'startNightlyScan timerTrigger',
    'startScan POST scans function',
    'testWebhook POST webhooks/{webhookId}/test function',
    'watchCredentials timerTrigger',
    'whenCutoffApproaches POST triggers/cutoffApproaches function',
    'whenOperationCompletes POST triggers/operationCompletes function',
    'whenScanCompletes POST triggers/scanCompletes function',
  ]);
});
