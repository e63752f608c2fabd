import { app } from '@azure/functions';

let started = false;

app.hook.appStart(() => {
  started = true;
});
app.hook.appTerminate(() => {
  process.env.FIXTURE_TERMINATED = 'yes';
});
app.hook.log((context) => {
  if (context.category === 'user') context.message = context.message.replace('secret', '***');
});
app.hook.preInvocation((context) => {
  context.hookData.before = 'pre';
  context.invocationContext.log('a secret');
});
app.hook.postInvocation((context) => {
  if (context.error) {
    context.error = null;
    context.result = { status: 418, body: 'saved by a hook' };
  } else context.result = { jsonBody: { handler: context.result as object, hookData: context.hookData } };
});

app.http('hooked', { methods: ['GET'], handler: () => ({ started }) as object });
app.http('failing', {
  methods: ['GET'],
  handler: () => {
    throw new Error('lost');
  },
});
