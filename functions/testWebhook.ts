import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('testWebhook', {
  methods: ['POST'],
  route: 'webhooks/{webhookId}/test',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/testWebhook.ts')).TestWebhookRequest,
    response: async () => (await import('../shared/schemas/testWebhook.ts')).TestWebhookResponse,
    operation: async () => (await import('../shared/operations/testWebhook.ts')).testWebhook,
  }),
});
