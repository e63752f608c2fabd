import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('cancelSubscription', {
  methods: ['POST'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}/cancel',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/cancelSubscription.ts')).CancelSubscriptionRequest,
    operation: async () => (await import('../shared/operations/cancelSubscription.ts')).cancelSubscription,
  }),
});
