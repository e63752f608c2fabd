import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listWebhooks', {
  methods: ['GET'],
  route: 'webhooks',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listWebhooks.ts')).ListWebhooksRequest,
    response: async () => (await import('../shared/schemas/listWebhooks.ts')).ListWebhooksResponse,
    operation: async () => (await import('../shared/operations/listWebhooks.ts')).listWebhooks,
  }),
});
