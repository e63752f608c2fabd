import { app } from '@azure/functions';
import { queueHandler } from '../shared/handlers/queueHandler.ts';

app.storageQueue('planScan', {
  queueName: 'scan-plans',
  connection: 'AzureWebJobsStorage',
  handler: queueHandler({
    schema: async () => (await import('../shared/schemas/planScan.ts')).PlanScanMessage,
    operation: async () => (await import('../shared/operations/planScan.ts')).planScan,
    deadlineInMs: 240_000,
  }),
});
