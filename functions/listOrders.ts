import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listOrders', {
  methods: ['GET'],
  route: 'customers/{customerId}/orders',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listOrders.ts')).ListOrdersRequest,
    response: async () => (await import('../shared/schemas/listOrders.ts')).ListOrdersResponse,
    operation: async () => (await import('../shared/operations/listOrders.ts')).listOrders,
  }),
});
