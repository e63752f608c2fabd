import { app } from '@azure/functions';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('refreshPartnerCenterToken', {
  schedule: '0 15 3 * * 0',
  handler: timerHandler(
    async () => (await import('../shared/operations/refreshPartnerCenterToken.ts')).refreshPartnerCenterToken,
  ),
});
