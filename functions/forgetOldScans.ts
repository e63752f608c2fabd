import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('forgetOldScans', {
  schedule: '0 45 4 * * *',
  handler: timerHandler(async () => (await import('../shared/operations/forgetOldScans.ts')).forgetOldScans),
});
