import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('cancelOrder', {
  methods: ['POST'],
  route: 'customers/{customerId}/orders/{orderId}/cancel',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/cancelOrder.ts')).CancelOrderRequest,
    response: async () => (await import('../shared/schemas/cancelOrder.ts')).CancelOrderResponse,
    operation: async () => (await import('../shared/operations/cancelOrder.ts')).cancelOrder,
  }),
});
