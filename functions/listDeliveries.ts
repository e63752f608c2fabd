import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listDeliveries', {
  methods: ['GET'],
  route: 'webhooks/{webhookId}/deliveries',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listDeliveries.ts')).ListDeliveriesRequest,
    response: async () => (await import('../shared/schemas/listDeliveries.ts')).ListDeliveriesResponse,
    operation: async () => (await import('../shared/operations/listDeliveries.ts')).listDeliveries,
  }),
});
