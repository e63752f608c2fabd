import { app } from '@azure/functions';
import { readScanSchedule } from '../shared/config/readScanSchedule.ts';
import { timerHandler } from '../shared/handlers/timerHandler.ts';

app.timer('startNightlyScan', {
  schedule: readScanSchedule(),
  handler: timerHandler(async () => (await import('../shared/operations/startNightlyScan.ts')).startNightlyScan),
});
