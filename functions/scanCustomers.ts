import { app } from '@azure/functions';
import { queueHandler } from '../shared/handlers/queueHandler.ts';

app.storageQueue('scanCustomers', {
  queueName: 'customer-scans',
  connection: 'AzureWebJobsStorage',
  handler: queueHandler({
    schema: async () => (await import('../shared/schemas/scanCustomers.ts')).ScanCustomersMessage,
    operation: async () => (await import('../shared/operations/scanCustomers.ts')).scanCustomers,
    deadlineInMs: 240_000,
  }),
});
