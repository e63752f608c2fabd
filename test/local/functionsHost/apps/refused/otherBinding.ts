import { app, output } from '@azure/functions';

const blob = output.storageBlob({ path: 'reports/today', connection: 'AzureWebJobsStorage' });
app.http('report', { extraOutputs: [blob], handler: () => ({ body: 'never' }) });
