import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('whenOperationCompletes', {
  methods: ['POST'],
  route: 'triggers/operationCompletes',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/whenOperationCompletes.ts')).WhenOperationCompletesRequest,
    response: async () => (await import('../shared/schemas/whenOperationCompletes.ts')).WhenOperationCompletesResponse,
    notification: async () =>
      (await import('../shared/schemas/whenOperationCompletes.ts')).WhenOperationCompletesNotification,
    operation: async () => (await import('../shared/operations/whenOperationCompletes.ts')).whenOperationCompletes,
  }),
});
