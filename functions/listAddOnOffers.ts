import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('listAddOnOffers', {
  methods: ['GET'],
  route: 'customers/{customerId}/subscriptions/{subscriptionId}/addon-offers',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/listAddOnOffers.ts')).ListAddOnOffersRequest,
    response: async () => (await import('../shared/schemas/listAddOnOffers.ts')).ListAddOnOffersResponse,
    operation: async () => (await import('../shared/operations/listAddOnOffers.ts')).listAddOnOffers,
  }),
});
