import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('purchaseAddOn', {
  methods: ['POST'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}/addons',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/purchaseAddOn.ts')).PurchaseAddOnRequest,
    operation: async () => (await import('../shared/operations/purchaseAddOn.ts')).purchaseAddOn,
  }),
});
