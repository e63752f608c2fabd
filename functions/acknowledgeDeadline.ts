import { app } from '@azure/functions';
import { operationHandler } from '../shared/handlers/operationHandler.ts';

app.http('acknowledgeDeadline', {
  methods: ['POST'],
  route: 'deadlines/{subscriptionId}/acknowledge',
  authLevel: 'function',
  handler: operationHandler({
    schema: async () => (await import('../shared/schemas/acknowledgeDeadline.ts')).AcknowledgeDeadlineRequest,
    response: async () => (await import('../shared/schemas/acknowledgeDeadline.ts')).AcknowledgeDeadlineResponse,
    operation: async () => (await import('../shared/operations/acknowledgeDeadline.ts')).acknowledgeDeadline,
  }),
});
