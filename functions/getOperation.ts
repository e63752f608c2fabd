import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('getOperation', {
  methods: ['GET'],
  route: 'operations/{operationId}',
  authLevel: 'anonymous',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/getOperation.ts')).GetOperationRequest,
    response: async () => (await import('../shared/schemas/getOperation.ts')).GetOperationResponse,
    operation: async () => (await import('../shared/operations/getOperation.ts')).getOperation,
  }),
});
