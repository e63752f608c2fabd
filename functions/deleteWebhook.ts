import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('deleteWebhook', {
  methods: ['DELETE'],
  route: 'webhooks/{webhookId}',
  authLevel: 'anonymous',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/deleteWebhook.ts')).DeleteWebhookRequest,
    operation: async () => (await import('../shared/operations/deleteWebhook.ts')).deleteWebhook,
  }),
});
