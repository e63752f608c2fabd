import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('forgetOldOperations', {
  schedule: '0 15 4 * * *',
  handler: timerHandler(async () => (await import('../shared/operations/forgetOldOperations.ts')).forgetOldOperations),
});
