import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listOperations', {
  methods: ['GET'],
  route: 'operations',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listOperations.ts')).ListOperationsRequest,
    response: async () => (await import('../shared/schemas/listOperations.ts')).ListOperationsResponse,
    operation: async () => (await import('../shared/operations/listOperations.ts')).listOperations,
  }),
});
