import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('whenCutoffApproaches', {
  methods: ['POST'],
  route: 'triggers/cutoffApproaches',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/whenCutoffApproaches.ts')).WhenCutoffApproachesRequest,
    response: async () => (await import('../shared/schemas/whenCutoffApproaches.ts')).WhenCutoffApproachesResponse,
    notification: async () =>
      (await import('../shared/schemas/whenCutoffApproaches.ts')).WhenCutoffApproachesNotification,
    operation: async () => (await import('../shared/operations/whenCutoffApproaches.ts')).whenCutoffApproaches,
  }),
});
