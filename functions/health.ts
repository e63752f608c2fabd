import { app } from '@azure/functions';
import { healthHandler } from '../shared/handlers/healthHandler.ts';

app.http('health', {
  methods: ['GET'],
  route: 'health',
  authLevel: 'anonymous',
  handler: healthHandler(),
});
