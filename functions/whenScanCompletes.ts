import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('whenScanCompletes', {
  methods: ['POST'],
  route: 'triggers/scanCompletes',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/whenScanCompletes.ts')).WhenScanCompletesRequest,
    response: async () => (await import('../shared/schemas/whenScanCompletes.ts')).WhenScanCompletesResponse,
    notification: async () => (await import('../shared/schemas/whenScanCompletes.ts')).WhenScanCompletesNotification,
    operation: async () => (await import('../shared/operations/whenScanCompletes.ts')).whenScanCompletes,
  }),
});
