import { app } from '@azure/functions';
import { queueHandler } from '../shared/handlers/queueHandler.ts';

app.storageQueue('deliverAlert', {
  queueName: 'alerts',
  connection: 'AzureWebJobsStorage',
  handler: queueHandler({
    schema: async () => (await import('../shared/schemas/deliverAlert.ts')).DeliverAlertMessage,
    operation: async () => (await import('../shared/operations/deliverAlert.ts')).deliverAlert,
  }),
});
