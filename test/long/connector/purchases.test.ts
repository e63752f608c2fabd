import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buyThrough, INTENTS, linesOf, PURCHASE_FAULTS, takings } from '../../connector/flow/intents.ts';
import { startFlows, type Flows } from '../../connector/flow/startFlows.ts';

const LONGEST_IN_MS = 180_000;

let flows: Flows;

beforeAll(async () => {
  flows = await startFlows();
  await flows.startOver();
});
afterAll(() => flows.close());

describe.each(INTENTS)('$purchase.name of a flow, retried and submitted again', (intent) => {
  it(
    'is one order for each intent, whatever it meets',
    async () => {
      const { purchase } = intent;
      const before = await linesOf(flows, purchase);
      for (const flow of [flows.flow, flows.flowPast]) {
        for (const fault of PURCHASE_FAULTS) await buyThrough(flows, flow, intent, fault);
      }
      const requests = await flows.app.partnerCenter.requests();
      const met = new Set(requests.flatMap(({ fault }) => fault ?? []));
      expect(met).toEqual(new Set(PURCHASE_FAULTS.map(({ kind }) => kind)));
      expect(takings(requests, purchase)).toHaveLength(2 * PURCHASE_FAULTS.length);
      expect(await linesOf(flows, purchase)).toBe(before + 2 * PURCHASE_FAULTS.length);
    },
    LONGEST_IN_MS,
  );
});
