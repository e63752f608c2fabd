import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('purchaseAddOn', {
  methods: ['POST'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}/addons',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/purchaseAddOn.ts')).PurchaseAddOnRequest,
    response: async () => (await import('../shared/schemas/purchaseAddOn.ts')).PurchaseAddOnResponse,
    operation: async () => (await import('../shared/operations/purchaseAddOn.ts')).purchaseAddOn,
  }),
});
