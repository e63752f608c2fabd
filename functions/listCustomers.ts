import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listCustomers', {
  methods: ['GET'],
  route: 'customers',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listCustomers.ts')).ListCustomersRequest,
    response: async () => (await import('../shared/schemas/listCustomers.ts')).ListCustomersResponse,
    operation: async () => (await import('../shared/operations/listCustomers.ts')).listCustomers,
  }),
});
