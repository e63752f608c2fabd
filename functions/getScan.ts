import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('getScan', {
  methods: ['GET'],
  route: 'scans/{scanId}',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/getScan.ts')).GetScanRequest,
    response: async () => (await import('../shared/schemas/getScan.ts')).ScanView,
    operation: async () => (await import('../shared/operations/getScan.ts')).getScan,
  }),
});
