import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listResellers', {
  methods: ['GET'],
  route: 'resellers',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listResellers.ts')).ListResellersRequest,
    response: async () => (await import('../shared/schemas/listResellers.ts')).ListResellersResponse,
    operation: async () => (await import('../shared/operations/listResellers.ts')).listResellers,
  }),
});
