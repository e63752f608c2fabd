import { app } from '@azure/functions';
import { queueHandler } from '../shared/handlers/queueHandler.ts';

app.storageQueue('announceOperation', {
  queueName: 'ended-operations',
  connection: 'AzureWebJobsStorage',
  handler: queueHandler({
    schema: async () => (await import('../shared/schemas/announceOperation.ts')).AnnounceOperationMessage,
    operation: async () => (await import('../shared/operations/announceOperation.ts')).announceOperation,
  }),
});
