import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('listDeadlines', {
  methods: ['GET'],
  route: 'deadlines',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/listDeadlines.ts')).ListDeadlinesRequest,
    response: async () => (await import('../shared/schemas/listDeadlines.ts')).ListDeadlinesResponse,
    operation: async () => (await import('../shared/operations/listDeadlines.ts')).listDeadlines,
  }),
});
