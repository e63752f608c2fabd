import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('cancelOrder', {
  methods: ['POST'],
  route: 'customers/{customerId}/orders/{orderId}/cancel',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/cancelOrder.ts')).CancelOrderRequest,
    operation: async () => (await import('../shared/operations/cancelOrder.ts')).cancelOrder,
  }),
});
