import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('createWebhook', {
  methods: ['POST'],
  route: 'webhooks',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/createWebhook.ts')).CreateWebhookRequest,
    response: async () => (await import('../shared/schemas/createWebhook.ts')).CreateWebhookResponse,
    operation: async () => (await import('../shared/operations/createWebhook.ts')).createWebhook,
  }),
});
