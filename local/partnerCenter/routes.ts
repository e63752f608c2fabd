import type { Route } from './router.ts';
import { auditRecordRoutes } from './routes/auditRecordRoutes.ts';
import { cartRoutes } from './routes/cartRoutes.ts';
import { catalogueRoutes } from './routes/catalogueRoutes.ts';
import { customerRoutes } from './routes/customerRoutes.ts';
import { orderRoutes } from './routes/orderRoutes.ts';
import { partnerRoutes } from './routes/partnerRoutes.ts';
import { subscriptionRoutes } from './routes/subscriptionRoutes.ts';

/** The API, resource by resource. */
export const ROUTES: Route[] = [
  ...customerRoutes,
  ...subscriptionRoutes,
  ...orderRoutes,
  ...cartRoutes,
  ...catalogueRoutes,
  ...auditRecordRoutes,
  ...partnerRoutes,
];
