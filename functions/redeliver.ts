import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('redeliver', {
  methods: ['POST'],
  route: 'webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/redeliver.ts')).RedeliverRequest,
    response: async () => (await import('../shared/schemas/redeliver.ts')).RedeliverResponse,
    operation: async () => (await import('../shared/operations/redeliver.ts')).redeliver,
  }),
});
