import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('createOrder', {
  methods: ['POST'],
  route: 'customers/{customerId}/orders',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/createOrder.ts')).CreateOrderRequest,
    operation: async () => (await import('../shared/operations/createOrder.ts')).createOrder,
  }),
});
