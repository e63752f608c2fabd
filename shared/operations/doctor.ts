import { publicMessage } from './publicMessage.ts';
import type { CallContext } from '../http/call.ts';
import type { Check, DoctorRequest, DoctorResponse } from '../schemas/doctor.ts';
import { firstCustomerPage } from '../partnerCenter/customers.ts';
import type { Services } from '../services.ts';
import { filter } from '../storage/filter.ts';
import { createQueue } from '../storage/queues.ts';
import { createTable } from '../storage/tables.ts';

/** A clock further off than this is worth a look, in seconds. */
const SKEW_WORTH_A_LOOK = 60;

async function tokenChecks({ tokens }: Services): Promise<Check[]> {
  const flows = await tokens.flows();
  const names = { app: 'app-only credential', appUser: 'App+User credential' };
  return (['app', 'appUser'] as const).map((flow) => {
    const { state, problem } = flows[flow];
    const missing =
      flow === 'app' ? 'Everything runs as App+User.' : 'Resellers and orders for their customers need it.';
    if (state === 'missing')
      return { name: names[flow], status: 'warning', message: `Not configured. ${problem ?? ''} ${missing}`.trim() };
    if (problem) return { name: names[flow], status: 'failed', message: problem };
    return { name: names[flow], status: 'ok', message: 'Gives tokens.' };
  });
}

async function reachCheck({ customers }: Services, context: CallContext): Promise<Check> {
  const name = 'Partner Center';
  try {
    await customers.page(context, firstCustomerPage(1));
    return { name, status: 'ok', message: 'Answers.' };
  } catch (error) {
    return { name, status: 'failed', message: publicMessage(error) };
  }
}

/** Reads the table and makes sure of the queue that purchases and cancels need; creates what is missing. */
async function storageCheck({ storage }: Services): Promise<Check> {
  const name = 'storage';
  try {
    const nothing = { filter: filter`PartitionKey eq ${''}`, size: 1 };
    await Promise.all([createTable(storage, 'operations').page(nothing), createQueue(storage, 'operations').create()]);
    return { name, status: 'ok', message: 'Tables and queues can be used.' };
  } catch (error) {
    return { name, status: 'failed', message: publicMessage(error) };
  }
}

function clockCheck({ clock }: Services): Check {
  const skew = Math.round((clock.skewInMs() ?? 0) / 1000);
  const far = Math.abs(skew) > SKEW_WORTH_A_LOOK;
  return {
    name: 'clock',
    status: far ? 'warning' : 'ok',
    message: `Partner Center’s clock is ${skew} seconds ahead of this machine’s; windows are judged by Partner Center’s.`,
  };
}

const DAY_IN_MS = 86_400_000;

/** How alerts stand: who gets them, and what did not arrive. */
async function alertsCheck({ config, webhooks, deliveries }: Services): Promise<Check> {
  const name = 'alerts';
  try {
    const { records, unreadable } = await webhooks.list();
    const failed = await Promise.all(
      records.map(({ webhookId }) => deliveries.failedSince(webhookId, Date.now() - DAY_IN_MS)),
    );
    const dead = failed.reduce((sum, count) => sum + count, 0);
    const disabled = records.filter(({ state }) => state === 'disabled').length;
    const { hosts, only } = config.alertAllowedHosts;
    const worries = [
      ...(records.length === disabled ? ['Nobody gets alerts: make a webhook with POST webhooks.'] : []),
      ...(disabled > 0 ? [`${disabled} of them ${disabled === 1 ? 'is' : 'are'} disabled: see GET webhooks.`] : []),
      ...(dead > 0
        ? [
            `${dead} ${dead === 1 ? 'delivery' : 'deliveries'} failed within a day: see GET webhooks/{id}/deliveries?state=failed.`,
          ]
        : []),
      ...(unreadable > 0 ? [`${unreadable} webhooks cannot be read: make them again.`] : []),
      ...(hosts.size > 0 && !only
        ? [`ALERT_ALLOWED_HOSTS lets alerts go to private addresses: ${[...hosts].join(', ')}.`]
        : []),
    ];
    const message = [`${records.length} webhooks.`, ...worries].join(' ');
    return { name, status: worries.length > 0 ? 'warning' : 'ok', message };
  } catch (error) {
    return { name, status: 'warning', message: `Cannot be looked at. ${publicMessage(error)}` };
  }
}

/** Looks at everything the app needs, one check for each, and says what to do where something is wrong. */
export async function doctor(
  services: Services,
  _request: DoctorRequest,
  context: CallContext,
): Promise<DoctorResponse> {
  const { environment, cloud, tenantId, partnerCenterUrl } = services.config;
  const settings: Check = {
    name: 'settings',
    status: 'ok',
    message: `${environment} of tenant ${tenantId}, cloud ${cloud}, ${partnerCenterUrl}.`,
  };
  const checks = [
    settings,
    ...(await tokenChecks(services)),
    await reachCheck(services, context),
    await storageCheck(services),
    clockCheck(services),
    await alertsCheck(services),
  ];
  const order = ['ok', 'warning', 'failed'] as const;
  const worst = Math.max(...checks.map(({ status }) => order.indexOf(status)));
  return { status: order[worst] ?? 'failed', checks };
}
