import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('getOperationResult', {
  methods: ['GET'],
  route: 'operations/{operationId}/result',
  authLevel: 'anonymous',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/getOperation.ts')).GetOperationRequest,
    response: async () => (await import('../shared/schemas/getOperation.ts')).GetOperationResultResponse,
    operation: async () => (await import('../shared/operations/getOperationResult.ts')).getOperationResult,
  }),
});
