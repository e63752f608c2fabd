/** Until when the seven days of {@link NCE} last. */
export const UNTIL = '2026-03-10T11:00:00Z';

/** What is refundable, as reading one subscription tells it. */
export const batches = (...details: [quantity: number, allowedUntilDateTime: string][]) => {
  const totalQuantity = details.reduce((total, [quantity]) => total + quantity, 0);
  const listed = details.map(([quantity, allowedUntilDateTime]) => ({ quantity, allowedUntilDateTime }));
  return { refundableQuantity: { totalQuantity, details: listed } };
};

/** Bought on 3 March 2026 at 11:00 for a year: seven days, counted in hours. */
export const NCE = {
  id: 'a4c1340d-6911-4758-bba3-0c4c6007d161',
  offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
  productType: { id: 'OnlineServicesNCE', displayName: 'OnlineServicesNCE' },
  quantity: 15,
  creationDate: '2026-03-03T11:00:00.0966728Z',
  effectiveStartDate: '2026-03-03T11:00:00.498252Z',
  commitmentEndDate: '2027-03-02T00:00:00Z',
  commitmentEndDateTime: '2027-03-02T23:59:59Z',
  cancellationAllowedUntilDate: UNTIL,
  status: 'active',
  autoRenewEnabled: true,
  isTrial: false,
  isMicrosoftProduct: true,
  billingType: 'license',
  termDuration: 'P1Y',
};

/** The sample of a marketplace subscription, before its cancel. */
export const MARKETPLACE = {
  id: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
  offerId: 'DZH318Z0BXWC:0001:DZH318Z0BMJX',
  quantity: 1,
  creationDate: '2019-01-04T01:00:12.6647304Z',
  effectiveStartDate: '2019-01-09T00:21:45.9263727+00:00',
  commitmentEndDate: '2019-02-08T00:21:45.9263727+00:00',
  status: 'active',
  termDuration: 'P1M',
  refundOptions: [{ type: 'Full', expiresAt: '2019-01-10T00:21:45.9263727+00:00' }],
  isMicrosoftProduct: false,
};

/** The sample of a software subscription, from the time of thirty days. */
export const SOFTWARE = {
  id: '924671ba-eab9-45d7-95ed-dbd9477f182b',
  offerId: 'DG7GMGF0FKZV:0003:DG7GMGF0DQLM',
  productType: { id: 'Software', displayName: 'Software' },
  creationDate: '2021-10-15T21:28:19.3058617Z',
  commitmentEndDate: '2024-10-14T00:00:00Z',
  cancellationAllowedUntilDate: '2021-11-14T23:59:00Z',
  status: 'active',
  termDuration: 'P3Y',
};

/** The same as a licence for ever. */
export const PERPETUAL = { ...SOFTWARE, termDuration: '', commitmentEndDate: '9999-12-10T00:00:00Z' };

/** The sample of a new-commerce subscription read by its id: a batch of ten of its fifteen seats, no date for the cancel. */
export const SAMPLE = {
  ...NCE,
  cancellationAllowedUntilDate: undefined,
  creationDate: '2021-01-14T16:57:15.0966728Z',
  commitmentEndDate: '2022-01-13T00:00:00Z',
  commitmentEndDateTime: '2022-01-13T23:59:59Z',
  refundOptions: [{ type: 'Full', expiresAt: '2021-01-15T00:00:00Z' }],
  ...batches([10, '2021-01-24T20:39:17.182697Z']),
};
