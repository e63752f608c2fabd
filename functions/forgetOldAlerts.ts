import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('forgetOldAlerts', {
  schedule: '0 0 5 * * *',
  handler: timerHandler(async () => (await import('../shared/operations/forgetOldAlerts.ts')).forgetOldAlerts),
});
