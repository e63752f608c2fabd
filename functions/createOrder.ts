import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('createOrder', {
  methods: ['POST'],
  route: 'customers/{customerId}/orders',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/createOrder.ts')).CreateOrderRequest,
    response: async () => (await import('../shared/schemas/createOrder.ts')).CreateOrderResponse,
    operation: async () => (await import('../shared/operations/createOrder.ts')).createOrder,
  }),
});
