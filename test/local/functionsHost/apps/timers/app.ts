import { app, type InvocationContext, type Timer } from '@azure/functions';

const tell = (timer: Timer, context: InvocationContext) => context.log(`timer ${JSON.stringify(timer)}`);

app.timer('everySecond', { schedule: '* * * * * *', handler: tell });
app.timer('nightly', { schedule: '%NIGHTLY%', handler: tell });
app.timer('unmonitored', { schedule: '30 2 * * *', useMonitor: false, handler: tell });
app.timer('atStart', { schedule: '0 0 0 1 1 *', runOnStartup: true, handler: tell });

let running = 0;
app.timer('slow', {
  schedule: '* * * * * *',
  async handler(_, context) {
    running++;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    context.log(`${running} at once`);
    running--;
  },
});
