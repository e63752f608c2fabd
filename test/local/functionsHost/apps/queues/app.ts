import { app, output } from '@azure/functions';

const connection = 'AzureWebJobsStorage';
const seen = output.storageQueue({ queueName: 'seen', connection });

app.storageQueue('copyOrder', {
  queueName: '%ORDERS_QUEUE%',
  connection,
  return: output.storageQueue({ queueName: 'copies', connection }),
  handler: (entry, { triggerMetadata }) => ({ entry, type: typeof entry, triggerMetadata }),
});

app.storageQueue('failTwice', {
  queueName: 'flaky',
  connection,
  extraOutputs: [seen],
  handler(entry, context) {
    const attempt = Number(context.triggerMetadata?.dequeueCount);
    if (attempt < 3) throw new Error(`attempt ${attempt} failed`);
    context.extraOutputs.set(seen, `${String(entry)} at attempt ${attempt}`);
  },
});

app.storageQueue('failAlways', {
  queueName: 'doomed',
  connection,
  handler() {
    throw new Error('never works');
  },
});

app.http('enqueue', {
  methods: ['POST'],
  extraOutputs: [seen],
  handler(_, context) {
    context.extraOutputs.set(seen, [{ number: 1 }, 'zwei', 3]);
    return { status: 202 };
  },
});
