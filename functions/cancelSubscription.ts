import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('cancelSubscription', {
  methods: ['POST'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}/cancel',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/cancelSubscription.ts')).CancelSubscriptionRequest,
    response: async () => (await import('../shared/schemas/cancelSubscription.ts')).CancelSubscriptionResponse,
    operation: async () => (await import('../shared/operations/cancelSubscription.ts')).cancelSubscription,
  }),
});
