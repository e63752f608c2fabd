import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('getSubscription', {
  methods: ['GET'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/getSubscription.ts')).GetSubscriptionRequest,
    response: async () => (await import('../shared/schemas/getSubscription.ts')).GetSubscriptionResponse,
    operation: async () => (await import('../shared/operations/getSubscription.ts')).getSubscription,
  }),
});
