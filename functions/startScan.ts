import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('startScan', {
  methods: ['POST'],
  route: 'scans',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/startScan.ts')).StartScanRequest,
    response: async () => (await import('../shared/schemas/getScan.ts')).ScanView,
    operation: async () => (await import('../shared/operations/startScan.ts')).startScan,
  }),
});
