import { app } from '@azure/functions';

app.storageQueue('lost', { queueName: 'lost', connection: 'NoSuchStorage', handler: () => {} });
