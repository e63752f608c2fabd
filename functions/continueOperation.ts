import { app } from '@azure/functions';
import { queueHandler } from '../shared/handlers/queueHandler.ts';

app.storageQueue('continueOperation', {
  queueName: 'operations',
  connection: 'AzureWebJobsStorage',
  handler: queueHandler({
    schema: async () => (await import('../shared/schemas/continueOperation.ts')).ContinueOperationMessage,
    operation: async () => (await import('../shared/operations/continueOperation.ts')).continueOperation,
  }),
});
