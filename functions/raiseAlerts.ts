import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('raiseAlerts', {
  schedule: '0 */5 * * * *',
  handler: timerHandler(async () => (await import('../shared/operations/raiseAlerts.ts')).raiseAlerts),
});
