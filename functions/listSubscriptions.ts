import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listSubscriptions', {
  methods: ['GET'],
  route: 'customers/{customerId}/subscriptions',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listSubscriptions.ts')).ListSubscriptionsRequest,
    response: async () => (await import('../shared/schemas/listSubscriptions.ts')).ListSubscriptionsResponse,
    operation: async () => (await import('../shared/operations/listSubscriptions.ts')).listSubscriptions,
  }),
});
