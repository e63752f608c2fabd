/** The routes that a flow has no use for, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  health: 'For machines that watch the app.',
  doctor: 'For operators: it names settings and credentials.',
  createWebhook: 'A flow subscribes by a trigger; other receivers are set up by an operator.',
  listWebhooks: 'For operators, who set webhooks up.',
  testWebhook: 'For operators, who set webhooks up.',
  listDeliveries: 'For operators, who look for a delivery that did not arrive.',
  redeliver: 'For operators, who look for a delivery that did not arrive.',
};
