import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('resumeScans', {
  schedule: '0 * * * * *',
  handler: timerHandler(async () => (await import('../shared/operations/resumeScans.ts')).resumeScans),
});
