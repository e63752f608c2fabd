import type { CutoffAlert } from '../../schemas/alertEvents.ts';
import type { FactSet } from './adaptiveCard.ts';
import { breakable } from './breakable.ts';
import { capital } from './capital.ts';
import { factSet } from './factSet.ts';
import { localTime } from './localTime.ts';
import { names } from './names.ts';
import { plain } from './plain.ts';
import { refundWords } from './refundWords.ts';

const LENGTH = 240;

const TERMS: Record<string, string> = { P1M: '1 month', P1Y: '1 year', P3Y: '3 years' };

const fact = (text: string | undefined) => breakable(plain(text ?? '', LENGTH));

function termWords({ duration, billingCycle, end }: CutoffAlert['term']): string {
  const parts = [
    TERMS[duration ?? ''] ?? fact(duration),
    billingCycle && `billed ${fact(billingCycle).toLowerCase()}`,
    end && `ends ${localTime(new Date(end))}`,
  ];
  return parts.filter((part) => part).join(', ');
}

function autoRenewWords({ autoRenewEnabled }: CutoffAlert): string | undefined {
  if (autoRenewEnabled === undefined) return undefined;
  return autoRenewEnabled ? 'On' : 'Off';
}

/** What is known of a subscription whose cutoff comes near. */
export function subscriptionFacts(alert: CutoffAlert, now: Date): FactSet {
  const { product, customer, reseller } = names(alert, LENGTH);
  const { subscription } = alert;
  const ownName = fact(subscription.name);
  return factSet({
    Product: breakable(product),
    Name: ownName === breakable(product) ? undefined : ownName,
    Customer: breakable(customer),
    Reseller: reseller && breakable(reseller),
    Licences: alert.quantity,
    Refundable: alert.refundableQuantity,
    Refund: alert.kind === 'extendedTerm' ? undefined : capital(refundWords(alert, now)),
    Term: termWords(alert.term),
    'Auto-renew': autoRenewWords(alert),
    Status: capital(fact(subscription.status)),
  });
}
