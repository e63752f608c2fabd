import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('watchCredentials', {
  schedule: '0 0 6 * * *',
  handler: timerHandler(async () => (await import('../shared/operations/watchCredentials.ts')).watchCredentials),
});
